"""Tests of the web chat, in a real browser against the running servers."""
