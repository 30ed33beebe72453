"""The library: titles, assets and shots; ingest in one decoding pass, measures, near duplicates, clearance, snapshots.

Here lives what a studio knows about its films. No model, no take, no door may live here, and nothing here imports
torch.
"""
