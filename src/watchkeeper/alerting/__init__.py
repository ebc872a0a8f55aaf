"""From findings to incidents to messages; pure functions, except for the channels' requests.

``group`` makes incidents of deviations, ``reconcile`` compares them with those that are known
and says what changed, ``due`` says who must be told, ``channels`` how.
"""
