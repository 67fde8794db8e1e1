"""Accounts: who somebody is here, how she shows it, and for how long that counts."""
