"""Slack, through slack-bolt: Socket Mode or HTTP in, web methods out.

All that is Slack's alone stands here: payloads, blocks, forms and Home, tiers, what its errors
mean, the app's manifest.
"""
