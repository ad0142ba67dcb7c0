"""Where lyrics are looked up: the only room that asks the network, and only when the flow says so."""
