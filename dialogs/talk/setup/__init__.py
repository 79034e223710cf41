"""Setting an exercise up, in private with the facilitator, before anything is posted.

`draft` is the way through it: hello, preview, practice, and who may do what with a draft.
`questions` says what is asked and how it reads, `offers` which answers stand below a question as
buttons, `answers` what a text or a button puts into the set-up; `one_page` asks all that is open at
once, where there are pages.
"""
