"""What is said and done about the public round: its pages, and the facilitator's drawer for it.

`pages` is what people who use the service read and may answer, `drawer` how the facilitator opens
and ends their round.
"""
