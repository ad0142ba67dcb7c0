"""Songloom weaves a music catalogue into lyric videos: all that stays true without Prefect."""
