-- A small database with an index, a join and an aggregate.
CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE sale (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer,
                   amount INTEGER NOT NULL);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
INSERT INTO customer SELECT i, 'customer-' || i FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
INSERT INTO sale SELECT i, CASE WHEN i % 3 = 0 THEN 7 ELSE 1 + i % 20 END, i FROM n;
CREATE INDEX by_customer ON sale (customer);
COMMIT;
SELECT count(*) || ' orders, ' || sum(amount) || ' in all, best customer: ' ||
       (SELECT name FROM customer JOIN sale ON sale.customer = customer.id
        GROUP BY customer.id ORDER BY sum(amount) DESC LIMIT 1)
FROM sale;
