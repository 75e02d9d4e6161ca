"""What touches the outside: files, mail servers, the journal, the clock; fulfils the ports."""
