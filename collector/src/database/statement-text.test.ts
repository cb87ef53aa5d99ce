import { describe, expect, it } from '@jest/globals';
import { normaliseStatement, operationOf } from './statement-text.js';
import { statementOf } from './statements.js';

describe('the normal form of a statement', () => {
  it.each([
    ['select * from t where id = 5', 'select * from t where id = ?'],
    ['SELECT *\n  FROM t   WHERE id=$1 ;', 'select * from t where id = ?'],
    ["select 'it''s' , E'a\\'b', B'01', U&'x'", 'select ?'],
    ['select $$a $1 text$$, $tag$ another $$ $tag$', 'select ?'],
    ['select 1.5e-3, .5, 0xff, 1_000', 'select ?'],
    ['select a from t where a in (1, 2,3)', 'select a from t where a in (?)'],
    ['select a from t where a in ($1,$2)', 'select a from t where a in (?)'],
    ['insert into t (a, b) values ($1, $2), ($3, $4),(5,6)', 'insert into t(a, b) values (?)'],
    ['select a -- why\n from /* one /* inner */ two */ t', 'select a from t'],
    ['select a from t where b = -5 and c > - 7', 'select a from t where b = ? and c > ?'],
    ['select a-5, b - 1 from t', 'select a - ?, b - ? from t'],
    ['select "Order"."Id" from "Order"', 'select "Order"."Id" from "Order"'],
    ['select count(*), now() from t limit 10', 'select count(*), now() from t limit ?'],
    ["select $1::int, '2024-01-01'::date", 'select ?::int, ?::date'],
    ['select col1, t2.c3 from t2', 'select col1, t2.c3 from t2'],
    ['', ''],
  ])('of %j is %j', (text, normal) => {
    expect(normaliseStatement(text)).toBe(normal);
  });

  it.each([
    "select 'never closed",
    'select "never closed',
    '/* never closed',
    'select $x$ never closed',
    '\u0000\u{1f600}',
  ])('comes to an end on %j', (text) => {
    expect(normaliseStatement(text)).toEqual(expect.any(String));
  });

  it('never shows a literal', () => {
    const text = "update users set password = 'secret', note = $q$secret$q$ where name = E'sec\\'ret' -- secret\n";
    expect(normaliseStatement(text)).not.toContain('sec');
  });

  it('takes a text of 1 MB in well under a second', () => {
    const text = `insert into t values ${'(1, 2, 3), '.repeat(100_000)}(1, 2, 3)`;
    const begin = performance.now();
    normaliseStatement(text);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});

describe('the fingerprint', () => {
  it('has 16 hexadecimal digits and is the same in every process', () => {
    expect(statementOf('select 1').fingerprint).toBe(statementOf('SELECT  2;').fingerprint);
    expect(statementOf('select 1').fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it('differs between statements', () => {
    expect(statementOf('select a from t').fingerprint).not.toBe(statementOf('select b from t').fingerprint);
  });
});

describe('the operation', () => {
  it.each([
    ['SELECT 1', 'select'],
    ['(select 1) union (select 2)', 'select'],
    ['insert into t values (1)', 'insert'],
    ['update t set a = 1', 'update'],
    ['delete from t', 'delete'],
    ['with a as (select 1) update t set b = 2', 'update'],
    ['with a as (delete from t returning *) select * from a', 'select'],
    ['begin', 'other'],
    ['merge into t using s on true when matched then delete', 'other'],
    ['', 'other'],
  ])('of %j is %s', (text, operation) => {
    expect(operationOf(normaliseStatement(text))).toBe(operation);
  });
});
