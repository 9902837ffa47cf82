"""Conflict markers, the whole variants behind them, and the proof that they are whole."""
