-- Each row is a failed VMM without a reason: there must be none.
SELECT id FROM vmm WHERE state = 'failed' AND failure_reason IS NULL;
