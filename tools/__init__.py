"""What a good pharmacist works out with a person: figures read from words, and sums that are checked. Nothing here decides a dose."""
