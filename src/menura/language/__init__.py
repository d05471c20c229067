"""Know words: one client for every language model that speaks the OpenAI protocol."""
