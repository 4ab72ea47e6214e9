-- One direction only: a VMM that failed and was then unwound keeps its last reason. The other direction would
-- refuse that write, and a saga that cannot undo is stuck.
ALTER TABLE vmm
    ADD CONSTRAINT failure_reason_if_failed CHECK (state != 'failed' OR failure_reason IS NOT NULL);
