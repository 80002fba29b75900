"""What the DAGs share: deployment choices, retries, alerts, the way to a night and to its report."""
