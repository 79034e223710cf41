"""What is printed before anybody answers: posters, forms, slips.

Belongs here: how they look. Does not: what they say, nor what is made of answers.
"""
