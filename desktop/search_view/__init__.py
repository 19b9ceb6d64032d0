"""Full-text search as a panel: what is typed, and what answers it in reports, notes and judgement areas."""
