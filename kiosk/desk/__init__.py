"""The clerk's rules: who may enter, the record of deeds, villagers' questions. No Qt, no clock of its own.

How a screen uses it.  desk.db is written by the screen process alone, on the runner's writer thread;
that thread owns the ``DeskStore``, and everything here is called there, reads too:

    def work(desk: DeskStore) -> Asked:
        rules = questions.Questions(desk, board, home, config, facts.holidays)
        return rules.ask(NewQuestion("amount_wrong", About("payouts", batch_id)), now, trusted=trusted)

``board`` is a ``BoardReader`` (one connection a thread, made by itself).  ``now`` and ``trusted`` are
taken from the screen's clock when the key is pressed.  The result, or the ``UsageFault`` whose
``message`` goes on the page, is handed back to the GUI thread; nothing here is quick enough for it
(a PIN costs 0.1 s on purpose).

- ``questions.Questions`` (records in ``question_records``): ``ask``, ``withdraw``, ``look_up``, ``rate``,
  ``public_answers`` for the villager's steps; ``listed``, ``overdue``, ``take_up``, ``reply`` for the
  page 提问; ``tend`` once a minute and after asking (letters to ``out/``, erasing what was kept long enough).
- ``access.Access``: ``needs_setup`` → ``set_up`` with the code of ``kiosk setup``; else choose one of
  ``people()`` and ``enter`` with the PIN.  The ``Person`` that comes back is who is inside; the page
  forgets it when it locks.
- ``postings.Postings``: ``posted``, ``undo`` within ten minutes, ``taken_down`` with a warning before its
  time; the files for the county leave with ``Questions.tend``.
- ``publishing.Publishing``: what the village publishes itself and the events it enters; its module tells how.
- ``audit.record`` inside ``DeskStore.writing()`` together with what it tells about.
"""
