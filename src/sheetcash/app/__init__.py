"""The use cases: read, apply the rules, decide the edits, write; they never know an adapter."""
