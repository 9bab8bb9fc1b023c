-- How people's names, numbers and addresses are compared: one rule for pages, the wire and imports.

-- Lower case without the accents of Latin scripts; names sort, match and are searched by this.
-- (plpgsql, not sql: these run several times for every row written, and most text is plain ASCII)
create function app.fold(txt text) returns text
language plpgsql immutable strict parallel safe
as $$
declare
  folded text;
begin
  if octet_length(txt) = length(txt) then
    return lower(txt);
  end if;
  -- decomposed and stripped of accents: translate() would look for each letter in each of 68
  folded := regexp_replace(normalize(replace(translate(lower(txt), 'øłđæœ', 'oldao'), 'ß', 'ss'), nfd),
    '[\u0300-\u036f]+', '', 'g');
  -- Korean and Japanese were decomposed too
  return case when folded ~ '[\u1100-\u11ff\u3099\u309a]' then normalize(folded, nfc) else folded end;
end
$$;
comment on function app.fold(text) is 'Lower case, Latin accents removed.';

-- Text as the words a person might type to find it; long texts only by their beginning. Characters that make the parser
-- keep addresses, numbers and tags in one piece become spaces.
create function app.words(txt text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
  return translate(app.fold(left(txt, 20000)), '@./-_+<>&', '         ');
end
$$;
comment on function app.words(text) is 'Folded text, addresses and numbers taken apart: what search columns are made of.';

-- The query for what somebody typed: every word a prefix, all of them wanted.
create function app.prefix_query(txt text) returns tsquery
language sql immutable parallel safe
as $$
  select to_tsquery('simple', string_agg('''' || w || ''':*', ' & '))
  from regexp_split_to_table(app.words(left(txt, 500)), '[^[:alnum:]]+') as w
  where w <> ''
$$;
comment on function app.prefix_query(text) is 'What was typed into a search box, as a query of prefixes.';

-- What a record is sorted by and, when equal, suspected to be the same as: never null, short enough for an index.
create function app.sort_key(variadic parts text[]) returns text
language plpgsql immutable parallel safe
as $$
declare
  key text := btrim(app.fold(left(array_to_string(parts, ' '), 500)));
begin
  if strpos(key, '  ') > 0 then
    key := regexp_replace(key, '\s+', ' ', 'g');
  end if;
  return coalesce(nullif(left(key, 160), ''), '~');
end
$$;
comment on function app.sort_key(text[]) is 'The parts that are there, folded, in one line.';

-- A phone number as E.164, as far as that can be said without a network: international numbers as they are, national
-- ones by the country given. Null when it is no phone number.
create function app.e164(phone text, country text default null) returns text
language plpgsql immutable parallel safe
as $$
declare
  -- country: calling code, then the prefix dialled in front of national numbers (made from libphonenumber's metadata)
  dial constant jsonb := '{
    "AC":"247","AD":"376","AE":"971-0","AF":"93-0","AG":"1-1","AI":"1-1","AL":"355-0","AM":"374-0","AO":"244",
    "AR":"54-0","AS":"1-1","AT":"43-0","AU":"61-0","AW":"297","AX":"358-0","AZ":"994-0","BA":"387-0","BB":"1-1",
    "BD":"880-0","BE":"32-0","BF":"226","BG":"359-0","BH":"973","BI":"257","BJ":"229","BL":"590-0","BM":"1-1",
    "BN":"673","BO":"591-0","BQ":"599","BR":"55-0","BS":"1-1","BT":"975","BW":"267","BY":"375-8","BZ":"501",
    "CA":"1-1","CC":"61-0","CD":"243-0","CF":"236","CG":"242","CH":"41-0","CI":"225","CK":"682","CL":"56",
    "CM":"237","CN":"86-0","CO":"57-0","CR":"506","CU":"53-0","CV":"238","CW":"599","CX":"61-0","CY":"357",
    "CZ":"420","DE":"49-0","DJ":"253","DK":"45","DM":"1-1","DO":"1-1","DZ":"213-0","EC":"593-0","EE":"372",
    "EG":"20-0","EH":"212-0","ER":"291-0","ES":"34","ET":"251-0","FI":"358-0","FJ":"679","FK":"500","FM":"691",
    "FO":"298","FR":"33-0","GA":"241","GB":"44-0","GD":"1-1","GE":"995-0","GF":"594-0","GG":"44-0","GH":"233-0",
    "GI":"350","GL":"299","GM":"220","GN":"224","GP":"590-0","GQ":"240","GR":"30","GT":"502","GU":"1-1","GW":"245",
    "GY":"592","HK":"852","HN":"504","HR":"385-0","HT":"509","HU":"36-06","ID":"62-0","IE":"353-0","IL":"972-0",
    "IM":"44-0","IN":"91-0","IO":"246","IQ":"964-0","IR":"98-0","IS":"354","IT":"39","JE":"44-0","JM":"1-1",
    "JO":"962-0","JP":"81-0","KE":"254-0","KG":"996-0","KH":"855-0","KI":"686-0","KM":"269","KN":"1-1","KP":"850-0",
    "KR":"82-0","KW":"965","KY":"1-1","KZ":"7-8","LA":"856-0","LB":"961-0","LC":"1-1","LI":"423-0","LK":"94-0",
    "LR":"231-0","LS":"266","LT":"370-0","LU":"352","LV":"371","LY":"218-0","MA":"212-0","MC":"377-0","MD":"373-0",
    "ME":"382-0","MF":"590-0","MG":"261-0","MH":"692-1","MK":"389-0","ML":"223","MM":"95-0","MN":"976-0","MO":"853",
    "MP":"1-1","MQ":"596-0","MR":"222","MS":"1-1","MT":"356","MU":"230","MV":"960","MW":"265-0","MX":"52",
    "MY":"60-0","MZ":"258","NA":"264-0","NC":"687","NE":"227","NF":"672","NG":"234-0","NI":"505","NL":"31-0",
    "NO":"47","NP":"977-0","NR":"674","NU":"683","NZ":"64-0","OM":"968","PA":"507","PE":"51-0","PF":"689",
    "PG":"675","PH":"63-0","PK":"92-0","PL":"48","PM":"508-0","PR":"1-1","PS":"970-0","PT":"351","PW":"680",
    "PY":"595-0","QA":"974","RE":"262-0","RO":"40-0","RS":"381-0","RU":"7-8","RW":"250-0","SA":"966-0","SB":"677",
    "SC":"248","SD":"249-0","SE":"46-0","SG":"65","SH":"290","SI":"386-0","SJ":"47","SK":"421-0","SL":"232-0",
    "SM":"378","SN":"221","SO":"252-0","SR":"597","SS":"211-0","ST":"239","SV":"503","SX":"1-1","SY":"963-0",
    "SZ":"268","TA":"290","TC":"1-1","TD":"235","TG":"228","TH":"66-0","TJ":"992","TK":"690","TL":"670",
    "TM":"993-8","TN":"216","TO":"676","TR":"90-0","TT":"1-1","TV":"688","TW":"886-0","TZ":"255-0","UA":"380-0",
    "UG":"256-0","US":"1-1","UY":"598-0","UZ":"998","VA":"39","VC":"1-1","VE":"58-0","VG":"1-1","VI":"1-1",
    "VN":"84-0","VU":"678","WF":"681","WS":"685","XK":"383-0","YE":"967-0","YT":"262-0","ZA":"27-0","ZM":"260-0",
    "ZW":"263-0"}';
  plain constant text := substring(replace(phone, '(0)', '') from '^[^[:alpha:];,#]*');
  digits text := regexp_replace(plain, '\D', '', 'g');
  code text;
  trunk text;
begin
  if plain ~ '^\s*\+' then
    null;
  elsif digits like '00%' then
    digits := substr(digits, 3);
  else
    code := split_part(dial ->> upper(country), '-', 1);
    trunk := nullif(split_part(dial ->> upper(country), '-', 2), '');
    if code is null then
      return null;
    elsif code = '1' and length(digits) = 11 and digits like '1%' then
      null;
    else
      digits := code || case when digits like trunk || '%' then substr(digits, length(trunk) + 1) else digits end;
    end if;
  end if;
  return case when length(digits) between 6 and 15 and digits not like '0%' then '+' || digits end;
end
$$;
comment on function app.e164(text, text) is 'A phone number in E.164 form, or null.';

-- The registrable part of a web address, e-mail address or host name: what a company is recognised by.
create function app.registrable_domain(txt text) returns text
language plpgsql immutable parallel safe
as $$
declare
  host constant text := rtrim(regexp_replace(lower(btrim(txt)), '^([a-z][a-z0-9+.-]*://)?([^/@]*@)?([^/:?#\s]*).*$', '\3'), '.');
  labels constant text[] := string_to_array(host, '.');
  n constant integer := cardinality(labels);
begin
  if n < 2 or host !~ '^[^\s.]+(\.[^\s.]+)+$' or host ~ '^[0-9.]+$' or length(host) > 253 then
    return null;
  elsif n > 2 and length(labels[n]) = 2
    and labels[n - 1] = any ('{co,com,net,org,gov,gob,gouv,ac,edu,ne,or,go,ltd,plc,me,sch,nhs,mil,in,asn,id,nom,ind,firm,gen}')
  then
    return array_to_string(labels[n - 2:], '.');
  end if;
  return array_to_string(labels[n - 1:], '.');
end
$$;
comment on function app.registrable_domain(text) is 'example.co.uk of https://shop.example.co.uk/about, or null.';

-- Mail providers whose domain says nothing about the company.
create function app.is_public_mail(domain text) returns boolean
language sql immutable parallel safe
as $$
  select domain = any ('{gmail.com,googlemail.com,outlook.com,hotmail.com,live.com,msn.com,yahoo.com,yahoo.co.uk,yahoo.fr,
    ymail.com,icloud.com,me.com,mac.com,aol.com,gmx.de,gmx.net,gmx.at,gmx.ch,web.de,t-online.de,freenet.de,mail.com,mail.ru,
    yandex.ru,proton.me,protonmail.com,zoho.com,qq.com,163.com,126.com,orange.fr,wanadoo.fr,free.fr,laposte.net,libero.it,
    virgilio.it,hotmail.fr,hotmail.co.uk,hotmail.de,btinternet.com,comcast.net,verizon.net,att.net,bluewin.ch}'::text[])
$$;
comment on function app.is_public_mail(text) is 'Is this domain a public mail provider''s?';

grant execute on function app.fold(text), app.words(text), app.prefix_query(text), app.sort_key(text[]),
  app.e164(text, text), app.registrable_domain(text), app.is_public_mail(text) to anon, authenticated, service_role;

-- Statistics for a table that is still empty. Without them Postgres believes that an organisation and "not deleted" each
-- leave one row in two hundred, takes every index for equally good, and the first import crawls along the wrong one until
-- the first analyze.
create function app.expect_rows(tbl text) returns void
language plpgsql
as $$
begin
  perform pg_restore_attribute_stats('schemaname', 'public', 'relname', tbl, 'attname', 'org_id', 'inherited', false,
    'null_frac', 0::real, 'avg_width', 16, 'n_distinct', 5::real);
  if exists (select from pg_attribute where attrelid = format('public.%I', tbl)::regclass and attname = 'deleted_at') then
    perform pg_restore_attribute_stats('schemaname', 'public', 'relname', tbl, 'attname', 'deleted_at', 'inherited', false,
      'null_frac', 0.98::real, 'avg_width', 8, 'n_distinct', -0.02::real);
  end if;
end
$$;
comment on function app.expect_rows(text) is
  'Plans queries over a new table as if it were already full of one organisation''s rows.';
