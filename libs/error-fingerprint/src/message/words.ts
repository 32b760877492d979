const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** After a number: `5 KB` and `2 MB` are said by one statement, `1 second` and `2 seconds` too. */
export const UNITS = setOf(
  'b kb mb gb tb pb kib mib gib tib k m g ns us µs ms s sec secs second seconds min mins minute minutes h hr hrs hour hours d day days byte bytes %',
);

/** Parts of a date when a number is near. */
export const DATE_WORDS = setOf(
  'jan feb mar apr may jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday am pm utc gmt pst pdt est edt cst cdt mst mdt cet cest bst ist jst hkt',
);

/** The word that follows names a person. */
export const PERSON_WORDS = setOf('user username login account logname');

/** What follows when the word before was a name: `user alice from 10.0.0.1`. */
export const AFTER_NAME = setOf('from by at on in port does [ ( , ; .');

/** Follow `user` without being a name. */
export const NO_NAMES = setOf(
  'not is was has does did can cannot could should must will id ids name names session sessions account accounts profile profiles data authentication authorization login logins logged logout request requests input agent error errors failed unknown created deleted updated exists found limit list lookup service services management registration role roles permission permissions record records type table token tokens group groups',
);

export const METHODS = setOf('GET POST PUT PATCH DELETE HEAD OPTIONS TRACE CONNECT');

/** What stands in quotes after these is a name in code or in a schema, not a value. */
export const CODE_WORDS = setOf(
  'reading setting property attribute module constraint index column relation table function method operator named schema sequence role class method field',
);

/** Stand before a status of HTTP. */
export const STATUS_WORDS = setOf(
  'status statuscode code http https response responded returned answered http/1.1 http/1.0 http/2',
);

/** The first words of the phrases that go with statuses of errors. With a capital: `404 Not Found` is a status, `order 404 not found` is none. */
export const STATUS_PHRASES = setOf(
  'Bad Unauthorized Payment Forbidden Not Method Request Conflict Gone Length Precondition Payload Content URI Unsupported Range Expectation Misdirected Unprocessable Locked Too Unavailable Internal Gateway Service HTTP Insufficient',
);

/** Words with digits that name a thing, not one of many. */
export const NAMES_WITH_DIGITS = setOf(
  'ipv4 ipv6 http2 http3 sha1 sha256 sha512 md5 utf8 utf-8 utf16 x86 x86_64 amd64 arm64 s3 ec2 k8s oauth2 base64 i18n l10n p2p e2e log4j log4j2 int32 int64 uint32 uint64 float64 x509 ext3 ext4 h2 neo4j web3 pkcs8 pkcs12 mp3 mp4 rfc3339 iso8601 e2big',
);

export const FILE_ENDINGS = setOf(
  'txt log csv tsv json xml yml yaml toml ini conf cfg properties html htm css js mjs cjs ts tsx jsx py java class jar war go rb php cs dll exe so sh bat zip gz tar tgz bz2 7z pdf png jpg jpeg gif svg webp heic mp3 mp4 avi mov db sqlite sql bak tmp pid lock pem key crt doc docx xls xlsx ppt apk cab dat bin img iso rpm deb out err',
);
