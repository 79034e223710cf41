"""What the files for people to read say: report and brief, as headings, paragraphs and tables.

Here belongs what they are made of and in which order. How that becomes a page or a Word file is
`html` and `docx`, next door.
"""
