CREATE TABLE part(id INTEGER PRIMARY KEY, name TEXT, weight INTEGER);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
INSERT INTO part SELECT i, 'part ' || i, (i * 7919) % 1000 FROM n;
COMMIT;
CREATE INDEX by_weight ON part(weight);
SELECT iif(count(*) = 2000, 'ok', 'not ok') || ' - all rows are there' FROM part;
SELECT iif(sum(weight) = 999000, 'ok', 'not ok') || ' - their sum is ' || sum(weight) FROM part;
SELECT iif(count(*) = 200, 'ok', 'not ok') || ' - an index finds ' || count(*)
FROM part WHERE weight < 100;
UPDATE part SET weight = weight + 1 WHERE id % 2 = 0;
SELECT iif(sum(weight) = 1000000, 'ok', 'not ok') || ' - after an update ' || sum(weight) FROM part;
DELETE FROM part WHERE id > 1000;
SELECT iif(group_concat(id) = '1000,999,998', 'ok', 'not ok') || ' - order'
FROM (SELECT id FROM part ORDER BY id DESC LIMIT 3);
PRAGMA integrity_check;
