//! Half-typed text: what is wrong stays where it is wrong.

use super::check;

/// Row, text, tokens.
const CASES: &[(&str, &str, &str)] = &[
    // A quote that looks like an opening one shows that the quote before it was never closed.
    ("shell", "a='x\nb='y'\nc", "/w:a o:= s:x /w:b o:= s:y /w:c"),
    ("powershell", "$a = \"x\n$b = \"y\"\n", "/w:$a o:= s:x /w:$b o:= s:y"),
    ("python", "a = 'x\nb = 'y'", "/w:a o:= s:x /w:b o:= s:y"),
    ("javascript", "a = `x\nb = 1", "/w:a o:= s:x /w:b o:= w:1"),
    ("python", "f(a,\n  b=[1\ndef g(x):\n  y", "/w:f ( w:a ,:, /w:b o:= [ w:1 /w:def w:g ( w:x ) o:: /w:y"),
    ("csharp", "f(a, [b\npublic int x;", "/w:f ( w:a ,:, [ w:b /w:public w:int w:x ,:;"),
    ("javascript", "f({ a: [1, b };\nc)", "/w:f ( { w:a o:: [ w:1 ,:, w:b } ,:; /w:c )"),
    ("json", "{ \"a\": [1, \"b\": 2 }\n]", "/{ s:a o:: [ w:1 ,:, s:b o:: w:2 } /o:]"),
    ("java", "/* open\nx = 1; /* closed */ y", "/c:/* open⏎x = 1; /* closed */ /w:y"),
    ("c", "x = \"a\\\nb\"; y", "/w:x o:= s:a\\⏎b ,:; w:y"),
    ("shell", "x <<none\ny << z\n", "/w:x o:< o:< w:none /w:y o:< o:< w:z"),
    ("shell", "x <<EOF\ny << z\n", "/w:x s:y << z⏎"),
    ("shell", "f a | g && h || i; j &", "/w:f w:a ,:| w:g ,:&& w:h ,:|| w:i ,:; w:j o:&"),
    (
        "shell",
        "echo \"a $(b \"c d\") $\" '${x}' $((1+2))",
        "/w:echo s:a $(b \"c d\") $%[$(b \"c d\")] s:${x} w:$ ( ( w:1+2 ) )",
    ),
    (
        "powershell",
        "Get-X -Filter \"appId eq '$id'\" @{ A = 1 } $(b) ${c} [Guid]::Parse('d')",
        "/w:Get-X w:-Filter s:appId eq '$id'%[$id] o:@ { w:A o:= w:1 } w:$ ( w:b ) w:$ { w:c } [ w:Guid ] o::: w:Parse ( s:d )",
    ),
    (
        "csharp",
        "$\"{{x}} {y:N} {z(\"}\")}\" + @\"a\"\"b\"",
        "/s:{{x}} {y:N} {z(\"}\")}%[{y:N} {z(\"}\")}] o:+ s:a\"\"b",
    ),
    ("csharp", "var x = \"\"\"\n  {\"a\": 1}\n  \"\"\";", "/w:var w:x o:= s:⏎  {\"a\": 1}⏎   ,:;"),
    (
        "rust",
        "fn f<'a, 'b>(x: &'a str) -> char { '\\'' } r##\"a\"#b\"## r#type",
        "/w:fn w:f o:< o:' w:a ,:, o:' w:b o:> ( w:x o:: o:& o:' w:a w:str ) o:-> w:char { s:\\' } s:a\"#b w:r o:# w:type",
    ),
    (
        "javascript",
        "a = b / c / d; e = /x\\/y/g; f(/z/); return /q/",
        "/w:a o:= w:b o:/ w:c o:/ w:d ,:; w:e o:= s:x\\/y w:g ,:; w:f ( s:z ) ,:; w:return s:q",
    ),
    (
        "typescript",
        "<A b={c}>it's {d} fine</A>; x = y['z']",
        "/o:< w:A w:b o:= { w:c } o:> w:it o:' w:s { w:d } w:fine o:< o:/ w:A o:> ,:; w:x o:= w:y [ s:z ]",
    ),
    (
        "ruby",
        "a % w; b %w(x y); %q{a{b}c}; c ? d : e; h = {a: 1, 'b' => 2}\nl << foo\nfoo\n",
        "/w:a o:% w:w ,:; w:b %w( s:x ,: s:y ,: ) ,:; s:a{b}c ,:; w:c o:? w:d o:: w:e ,:; w:h o:= { w:a o:: w:1 ,:, s:b o:=> w:2 } /w:l o:<< w:foo /w:foo",
    ),
    (
        "perl",
        "$h{q}; my %x = (a => q{b}, 'c'); $#l",
        "/w:$h { w:q } ,:; w:my w:%x o:= ( w:a o:=> s:b ,:, s:c ) ,:; w:$ o:# w:l",
    ),
    ("cpp", "LR\"(a)\" u8\"b\" x'c'", "/s:a s:b s:c"),
    (
        "sql",
        "CREATE PROC p @a INT -- 'c\nSELECT * FROM [t] WHERE [x y] = E'z'",
        "/w:CREATE w:PROC w:p w:@a w:INT c:-- 'c /w:SELECT o:* w:FROM [ w:t ] w:WHERE [ w:x w:y ] o:= s:z",
    ),
    (
        "python",
        "x = {\"a\": f'{b!r:>{w}}', **c}[d] if e else (yield)",
        "/w:x o:= { s:a o:: s:{b!r:>{w}}%[{b!r:>{w}}] ,:, o:* o:* w:c } [ w:d ] w:if w:e w:else ( w:yield )",
    ),
    (
        "terraform",
        "x {\n  id = \"${a[\"b\"]}-%{if c}d%{endif}\"\n  y = jsonencode({ \"a\" = <<-E\n b\n E\n })\n}",
        "/w:x { /w:id o:= s:${a[\"b\"]}-%{if c}d%{endif}%[${a[\"b\"]} %{if c} %{endif}] /w:y o:= w:jsonencode ( { s:a o:= s: b⏎ /} ) /}",
    ),
    (
        "go",
        "x := map[string]string{\n\t\"a\": \"b\",\n}\ny := 'c'",
        "/w:x o::= w:map [ w:string ] w:string { /s:a o:: s:b ,:, /} /w:y o::= s:c",
    ),
    ("kotlin", "\"\"\"a \"b\" $c\"\"\" to 'd'", "/s:a \"b\" $c%[$c] w:to s:d"),
    ("vb", "x = \"a\" & _\r\n  \"b\" REM c\nREM d", "/w:x o:= s:a o:& s:b w:REM w:c /c:REM d"),
    ("json", "{ a: .5, 'b': -1, \"c\\\"d\": null,", "/{ w:a o:: w:.5 ,:, s:b o:: o:- w:1 ,:, s:c\\\"d o:: w:null ,:,"),
    ("shell", "#!/bin/bash\na=b # c", "/c:#!/bin/bash /w:a o:= w:b c:# c"),
];

#[test]
fn each_text_has_these_tokens() {
    for (language, text, expected) in CASES {
        check(language, text, expected);
    }
}
