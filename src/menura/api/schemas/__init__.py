"""Shape what crosses the HTTP border: one module per room, Pydantic models only."""
