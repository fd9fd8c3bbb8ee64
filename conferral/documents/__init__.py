"""What is handed out? Read, arrange, render; nothing here writes."""
