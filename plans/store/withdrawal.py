"""Withdrawals: where the database tells every process that a person, a session or a client lost something."""

CHANNEL = "concordat_withdrawal"  # NOTIFY by the triggers of 0012: the id of what to look at again, and nothing else
