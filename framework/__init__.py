"""What is assessed, and its arithmetic. Pure: data in, data out."""
