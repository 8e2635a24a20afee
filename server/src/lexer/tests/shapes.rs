//! The structure of YAML, markup, line formats and documents.

use super::check;

/// Row, text, tokens.
const CASES: &[(&str, &str, &str)] = &[
    // A list at the column of its key ends with the next key; keys behind it are outside.
    (
        "yaml",
        "steps:\n- uses: a@v1\n  with:\n    client-id: x\n- run: |\n    az login -u $(ID)\n\n    b\nname: y\n",
        "/w:steps o:: {b /,:- {b w:uses o:: s:a@v1 /w:with o:: {b /w:client-id o:: s:x } } /,:- {b w:run o:: s:    az login -u $(ID)⏎⏎    b%[$(ID)] } } /w:name o:: s:y",
    ),
    ("yaml", "a:\n  b:\n    c: 1\n  d: 2\ne: 3", "/w:a o:: {b /w:b o:: {b /w:c o:: s:1 } /w:d o:: s:2 } /w:e o:: s:3"),
    (
        "yaml",
        "- - a\n  - b: c\n-\n  d: e\n- f\n  g\n",
        "/,:- {b ,:- s:a /,:- {b w:b o:: s:c } } /,:- {b /w:d o:: s:e } /,:- s:f⏎  g",
    ),
    (
        "yaml",
        "base: &base\n  <<: *other\n  id: *id # c\nx: !secret y\n",
        "/w:base o:: {b /w:<< o:: s:*other /w:id o:: s:*id c:# c } /w:x o:: s:y",
    ),
    (
        "yaml",
        "text: one\n  two # c\nnext: \"a\n  b\"\nlast: 'it''s'\n",
        "/w:text o:: s:one⏎  two c:# c /w:next o:: s:a⏎  b /w:last o:: s:it''s",
    ),
    (
        "yaml",
        "id: {{ .Values.id }}\n{{- if x }}\nu: ${{ secrets.ID }}/a\n",
        "/w:id o:: s:{{ .Values.id }}%[{{ .Values.id }}] /t:{{- if x }} /w:u o:: s:${{ secrets.ID }}/a%[${{ secrets.ID }}]",
    ),
    (
        "yaml",
        "l: [\n  a,\n  \"b\"\n]\nm: {x: 1} # c\nn: [half,\no: p\n",
        "/w:l o:: [ /w:a ,:, /s:b /] /w:m o:: { w:x o:: w:1 } c:# c /w:n o:: [ w:half ,:, /w:o o:: s:p",
    ),
    (
        "yaml",
        "--- # c\na: b\n...\n---\n\"c d\" : e\r\nf:\r\n  - g\r\n",
        "/,:--- c:# c /w:a o:: s:b /,:... /,:--- /w:c d o:: s:e /w:f o:: {b /,:- s:g }",
    ),
    ("yaml", "a: \"unclosed\nb: c\nd: it's\n", "/w:a o:: s:unclosed /w:b o:: s:c /w:d o:: s:it's"),
    (
        "yaml",
        "04b07795-8ddb-461a-bbee-02f9e1bf7b46: name\nurl: https://x:80/#y\n",
        "/w:04b07795-8ddb-461a-bbee-02f9e1bf7b46 o:: s:name /w:url o:: s:https://x:80/#y",
    ),
    (
        "yaml",
        "items:\n  # c\n\n  - a # d\n  -   b: 1\n      c: 2\n",
        "/w:items o:: {b /c:# c /,:- s:a c:# d /,:- {b w:b o:: s:1 /w:c o:: s:2 } }",
    ),
    ("yaml", "run: >-\n  x\n y: z\nk: v", "/w:run o:: s:  x⏎ y: z /w:k o:: s:v"),
    (
        "xml",
        "<a:b x:c=\"1\"\n   d='{{e}}'><![CDATA[ f<g ]]></a:b>",
        "/w:a:b {t w:x:c o:= s:1 ,: w:d o:= s:{{e}}%[{{e}}] ,: t:f<g }",
    ),
    ("xml", "<a><b><c>x</a>y</z>", "/w:a {t /w:b {t /w:c {t t:x } } } t:y"),
    (
        "xml",
        "<add key=\"a value='b'/>\n<add key='c'/>",
        "/w:add {t w:key o:= s:a value='b'/>⏎ ,: /w:add {t w:key o:= s:c ,: }",
    ),
    (
        "html",
        "<script type=\"application/json\">{\"a\": [1}</script><p>{{ x }}</p>",
        "/w:script {t w:type o:= s:application/json ,: /{ s:a o:: [ w:1 } } /w:p {t t:{{ x }} }",
    ),
    (
        "html",
        "<A :id=\"a < b\" v-on:click=\"f('x')\" on={y}/>",
        "/w:A {t w::id o:= s:a < b ,: w:v-on:click o:= s:f('x') ,: w:on o:= s:{y}%[{y}] ,: }",
    ),
    ("html", "a < b <% c %>", "/t:a o:< t:b t:c"),
    (
        "dotenv",
        "A=\"b\nc\"\nD='e\nX_Y=f\nG=\"$H\"#i\nempty=\n",
        "/w:A o:= s:b⏎c /w:D o:= s:e /w:X_Y o:= s:f /w:G o:= s:$H%[$H] c:#i /w:empty o:= s:",
    ),
    ("ini", "[a]\nb=c\n[d]\ne: f=g\nh", "/w:a {b /w:b o:= s:c } /w:d {b /w:e o:: s:f=g /t:h"),
    ("properties", "a.b=\"c\" d\nurl=https\\://x\n", "/w:a.b o:= s:c\" d /w:url o:= s:https\\://x"),
    ("properties", "export \",\n", "/w:export o:  s:,"),
    ("html", "<a f={${}", "/w:a {t w:f o:= s:{${}%[{${}] ,:"),
    (
        "toml",
        "a = [\n  \"x\"\n\n[next]\nb = { c = \"y\", d.e = 'z' }\n[\"q.r\"] # c\n",
        "/w:a o:= [ /s:x /w:next {b /w:b o:= { w:c o:= s:y ,:, w:d o:. w:e o:= s:z } } /w:\"q.r\" {b c:# c",
    ),
    (
        "markdown",
        "- item\n  ~~~~python title=x\n  a = 1\n  ~~~\n  ~~~~\n```\nopen",
        "/t:- item /w:python title=x s:  a = 1⏎  ~~~⏎ w: s:open",
    ),
    ("markdown", "```x``` is code", "/t:```x``` is code"),
];

#[test]
fn each_text_has_these_tokens() {
    for (language, text, expected) in CASES {
        check(language, text, expected);
    }
}
