//! Snippets that show how the rows cut their traps. A row is held by its fixtures; it needs no snippet.

use super::check;

/// Row, snippet, tokens.
pub(super) const ROWS: &[(&str, &str, &str)] = &[
    (
        "python",
        "app = App(f\"{tid}/x\", client_id='a') # c",
        "/w:app o:= w:App ( s:{tid}/x%[{tid}] ,:, w:client_id o:= s:a ) c:# c",
    ),
    (
        "python",
        "URL = rb\"\"\"a\nb\"\"\"\ndef f(x: str = 'y'):\n    return x",
        "/w:URL o:= s:a⏎b /w:def w:f ( w:x o:: w:str o:= s:y ) o:: /w:return w:x",
    ),
    (
        "javascript",
        "const m = { clientId: `${a}-b`, r: /[/]'/ };",
        "/w:const w:m o:= { w:clientId o:: s:${a}-b%[${a}] ,:, w:r o:: s:[/]' } ,:;",
    ),
    ("javascript", "<p>Don't</p>", "/o:< w:p o:> w:Don o:' w:t o:< o:/ w:p o:>"),
    (
        "typescript",
        "clientId?: string = \"x\";\n<Auth clientId=\"x\" />",
        "/w:clientId o:?: w:string o:= s:x ,:; /o:< w:Auth w:clientId o:= s:x o:/ o:>",
    ),
    (
        "csharp",
        "var a = @\"c:\\\"; var b = $\"{x[\"y\"]}\"; // c\nvar c = $$\"\"\"a {{b}} {c}\"\"\";",
        "/w:var w:a o:= s:c:\\ ,:; w:var w:b o:= s:{x[\"y\"]}%[{x[\"y\"]}] ,:; c:// c /w:var w:c o:= s:a {{b}} {c}%[{{b}}] ,:;",
    ),
    (
        "java",
        "String ID = \"a\\\"b\"; /* c */ @Value(\"x\")",
        "/w:String w:ID o:= s:a\\\"b ,:; c:/* c */ o:@ w:Value ( s:x )",
    ),
    (
        "kotlin",
        "val id: String = \"$a ${b.c}\" /* a /* b */ c */",
        "/w:val w:id o:: w:String o:= s:$a ${b.c}%[$a ${b.c}] c:/* a /* b */ c */",
    ),
    (
        "scala",
        "val id = s\"$a\" + \"$b\"; f('x', 'sym)",
        "/w:val w:id o:= s:$a%[$a] o:+ s:$b ,:; w:f ( s:x ,:, o:' w:sym )",
    ),
    ("groovy", "id = 'a'\nurl = \"${id}/b\"", "/w:id o:= s:a /w:url o:= s:${id}/b%[${id}]"),
    ("go", "clientID := `a\\`\nvar x string = \"b\"", "/w:clientID o::= s:a\\ /w:var w:x w:string o:= s:b"),
    (
        "rust",
        "const ID: &'static str = \"a\"; let r = br#\"b\"c\"#; println!(\"{r} {}\")",
        "/w:const w:ID o:: o:& o:' w:static w:str o:= s:a ,:; w:let w:r o:= s:b\"c ,:; w:println! ( s:{r} {}%[{r} {}] )",
    ),
    ("c", "#define ID L\"a\"\nchar *x = 'b'; // c", "/o:# w:define w:ID s:a /w:char o:* w:x o:= s:b ,:; c:// c"),
    ("cpp", "auto x = R\"j(a)\" )j\"; int n = 1'000;", "/w:auto w:x o:= s:a)\"  ,:; w:int w:n o:= w:1 o:' w:000 ,:;"),
    ("objective-c", "NSString *x = @\"a\"; // c", "/w:NSString o:* w:x o:= s:a ,:; c:// c"),
    (
        "swift",
        "let id: String = #\"a\"b\"#\nlet u = \"\\(id)/x\"",
        "/w:let w:id o:: w:String o:= s:a\"b /w:let w:u o:= s:\\(id)/x%[\\(id)]",
    ),
    ("dart", "final id = r'$a' + '$b ${c}';", "/w:final w:id o:= s:$a o:+ s:$b ${c}%[$b ${c}] ,:;"),
    (
        "php",
        "$id = 'a'; # c\n$x = \"{$a} $b\"; #[Attr]\n$h = <<<EOT\nhi\nEOT;\n",
        "/w:$id o:= s:a ,:; c:# c /w:$x o:= s:{$a} $b%[{$a} $b] ,:; o:# [ w:Attr ] /w:$h o:= s:hi⏎ ,:;",
    ),
    ("vb", "Const Id As String = _\n \"a\"\"b\" ' c", "/w:Const w:Id w:As w:String o:= s:a\"\"b c:' c"),
    (
        "fsharp",
        "let id: string = \"a\" (* c *)\nlet f (x: 'a) = $\"{x}\"",
        "/w:let w:id o:: w:string o:= s:a c:(* c *) /w:let w:f ( w:x o:: o:' w:a ) o:= s:{x}%[{x}]",
    ),
    (
        "al",
        "ClientId: Label 'a''b', Locked = true; // c",
        "/w:ClientId o:: w:Label s:a''b ,:, w:Locked o:= w:true ,:; c:// c",
    ),
    ("css", "a { --client-id: \"x\"; } /* c */", "/w:a { o:- o:- w:client-id o:: s:x ,:; } c:/* c */"),
    (
        "ruby",
        "id = \"#{x}/a\"\n=begin\nb\n=end\nw = %w[c d]\nh = <<~E\n  x\nE\nok?(:a)",
        "/w:id o:= s:#{x}/a%[#{x}] /c:=begin⏎b⏎=end /w:w o:= %w[ s:c ,: s:d ,: ] /w:h o:= s:  x⏎ /w:ok? ( o:: w:a )",
    ),
    (
        "perl",
        "my $id = q(a); # c\nmy @l = qw(b c);\n=pod\nx\n=cut\n1;",
        "/w:my w:$id o:= s:a ,:; c:# c /w:my w:@l o:= qw( s:b ,: s:c ,: ) ,:; /c:=pod⏎x⏎=cut /w:1 ,:;",
    ),
    (
        "lua",
        "local id = [==[a]]b]==] --[[ c ]]\nx = 'd' -- e",
        "/w:local w:id o:= s:a]]b c:--[[ c ]] /w:x o:= s:d c:-- e",
    ),
    ("r", "client.id <- 'a' # c", "/w:client.id o:<- s:a c:# c"),
    ("julia", "const ID = \"$a\" #= b =#", "/w:const w:ID o:= s:$a%[$a] c:#= b =#"),
    ("elixir", "@id \"a#{b}\" # c", "/w:@id s:a#{b}%[#{b}] c:# c"),
    (
        "powershell",
        "Connect-X -ClientId:'a' -Env $env:ID <# b #> # c\n$h = @\"\nx $y\n\"@",
        "/w:Connect-X w:-ClientId o:: s:a w:-Env w:$env:ID c:<# b #> c:# c /w:$h o:= s:x $y%[$y]",
    ),
    (
        "powershell",
        "$a = \"x`\"$(f 'b')\" `\n  -eq 'c'; d | e",
        "/w:$a o:= s:x`\"$(f 'b')%[$(f 'b')] w:-eq s:c ,:; w:d ,:| w:e",
    ),
    (
        "shell",
        "az login --client-id a -u \"$ID\" \\\n  -p 'b' # c\nID=04b07795-8ddb-461a-bbee-02f9e1bf7b46",
        "/w:az w:login w:--client-id w:a w:-u s:$ID%[$ID] w:-p s:b c:# c /w:ID o:= w:04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    ),
    (
        "shell",
        "x=${ID:-d}\ncat <<-EOF | f\n\t$y\n\tEOF\ncurl https://a#b",
        "/w:x o:= w:$ { w:ID o::- w:d } /w:cat s:\t$y⏎%[$y] ,:| w:f /w:curl w:https o:: w://a o:# w:b",
    ),
    ("batch", "@REM c\nset ID=%X%& call \"%Y%\"", "/c:@REM c /w:set w:ID o:= w:%X% o:& w:call s:%Y%%[%Y%]"),
    ("dockerfile", "# c\nENV ID=\"$X\" \\\n  B=c", "/c:# c /w:ENV w:ID o:= s:$X%[$X] w:B o:= w:c"),
    ("makefile", "ID ?= a # c\nrun:\n\tf --id $(ID)", "/w:ID o:?= w:a c:# c /w:run o:: /w:f w:--id w:$ ( w:ID )"),
    (
        "sql",
        "DECLARE @id uniqueidentifier = N'a''b'; -- c\nWHERE x <> 'd'",
        "/w:DECLARE w:@id w:uniqueidentifier o:= s:a''b ,:; c:-- c /w:WHERE w:x o:<> s:d",
    ),
    ("kql", "T | where AppId in (\"a\", 'b') // c", "/w:T o:| w:where w:AppId w:in ( s:a ,:, s:b ) c:// c"),
    (
        "powerquery",
        "let Id = \"a\"\"b\", /* c */ F = #table in Id",
        "/w:let w:Id o:= s:a\"\"b ,:, c:/* c */ w:F o:= w:#table w:in w:Id",
    ),
    (
        "tmdl",
        "expression Id = \"a\" meta [x=true] /// c",
        "/w:expression w:Id o:= s:a w:meta [ w:x o:= w:true ] c:/// c",
    ),
    (
        "terraform",
        "client-id = \"${var.a}\" # b\np = <<EOF\nc\nEOF\n",
        "/w:client-id o:= s:${var.a}%[${var.a}] c:# b /w:p o:= s:c⏎",
    ),
    (
        "bicep",
        "param clientId string = '${a}' // b\nvar x = '''c'd'''",
        "/w:param w:clientId w:string o:= s:${a}%[${a}] c:// b /w:var w:x o:= s:c'd",
    ),
    ("nix", "{ client-id = ''a${b}''; } # c", "/{ w:client-id o:= s:a${b}%[${b}] ,:; } c:# c"),
    ("jsonnet", "{ id:: \"a\", t: |||\n b\n||| }", "/{ w:id o::: s:a ,:, w:t o:: s:⏎ b⏎ }"),
    (
        "graphql",
        "query { app(id: \"a\") @skip(if: $b) } # c",
        "/w:query { w:app ( w:id o:: s:a ) w:@skip ( w:if o:: w:$b ) } c:# c",
    ),
    ("protobuf", "string id = 1 [default = \"a\"]; // b", "/w:string w:id o:= w:1 [ w:default o:= s:a ] ,:; c:// b"),
    (
        "json",
        "{ \"clientId\": \"a\", // b\n 'x': [1, \"{{c}}\"] }",
        "/{ s:clientId o:: s:a ,:, c:// b /s:x o:: [ w:1 ,:, s:{{c}}%[{{c}}] ] }",
    ),
    ("notebook", "{ \"source\": [\"a\\n\"] }", "/{ s:source o:: [ s:a\\n ] }"),
    (
        "toml",
        "# c\n[a.b]\nclient-id = \"x\"\nl = [\n [\"y\"],\n]\n[[t]]\nm = '''d\ne'''",
        "/c:# c /w:a.b {b /w:client-id o:= s:x /w:l o:= [ /[ s:y ] ,:, /] } /w:t {b /w:m o:= s:d⏎e",
    ),
    (
        "yaml",
        "# c\nenv:\n  - name: ID # d\n    value: \"a\"\n  - b\nx: {y: [z]}\n",
        "/c:# c /w:env o:: {b /,:- {b w:name o:: s:ID c:# d /w:value o:: s:a } /,:- s:b } /w:x o:: { w:y o:: [ w:z ] }",
    ),
    (
        "xml",
        "<?xml version=\"1.0\"?>\n<add key=\"Id\" value='a'/>\n<Id>b</Id><!-- c -->",
        "/w:?xml {t w:version o:= s:1.0 ,: } /w:add {t w:key o:= s:Id ,: w:value o:= s:a ,: } /w:Id {t t:b } c:<!-- c -->",
    ),
    (
        "html",
        "<a href=x disabled>t<br>u</a>\n<script>const a = 'b';</script><style>p{}</style>",
        "/w:a {t w:href o:= s:x ,: w:disabled ,: t:t /w:br {t } t:u } /w:script {t /w:const w:a o:= s:b ,:; } /w:style {t t:p{} }",
    ),
    (
        "dotenv",
        "# c\nexport ID=\"a\" # d\nX=b # e\nY='f#g'",
        "/c:# c /w:ID o:= s:a c:# d /w:X o:= s:b c:# e /w:Y o:= s:f#g",
    ),
    ("properties", "! c\nazure.id = a\\\n  b\nx: ${y}", "/c:! c /w:azure.id o:= s:a\\⏎  b /w:x o:: s:${y}%[${y}]"),
    ("ini", "; c\n[azure]\nid = \"a\"\n//reg/:_auth=b", "/c:; c /w:azure {b /w:id o:= s:a /w://reg/:_auth o:= s:b"),
    (
        "http",
        "# c\n@id = a\nPOST https://b/c HTTP/1.1\nH: v\n\nd=e&\nx={{y}}\n\nGET f",
        "/c:# c /w:@id o:= s:a /w:POST s:https://b/c w:HTTP/1.1 /w:H o:: w:v /s:d=e&⏎x={{y}}%[{{y}}] /w:GET w:f",
    ),
    ("template", "id: {{ .X }} # \"a\"", "/w:id o:: { { o:. w:X } } o:# s:a"),
    ("cmake", "set(ID \"a-${b}\") # c", "/w:set ( w:ID s:a-${b}%[${b}] ) c:# c"),
    ("clojure", "(def app \"a\") ; c\n{:client-id app}", "/( w:def w:app s:a ) c:; c /{ o:: w:client-id w:app }"),
    ("pascal", "{ a } Id := 'it''s'; // c", "/c:{ a } /w:Id o::= s:it''s ,:; c:// c"),
    ("nim", "const id = \"a\" & \"b\" # c", "/w:const w:id o:= s:a o:& s:b c:# c"),
    ("autohotkey", "id := \"a\" . 'b' ; c", "/w:id o::= s:a o:. s:b c:; c"),
    ("nginx", "a { set $id \"b\"; # c\n}", "/w:a { w:set w:$id s:b ,:; c:# c /}"),
    ("haskell", "id' = \"a\" <> b -- c", "/w:id o:' o:= s:a o:< o:> w:b c:-- c"),
    ("ocaml", "let id = {|a|} ^ \"b\" (* c *)", "/w:let w:id o:= s:a o:^ s:b c:(* c *)"),
    ("erlang", "Id = <<\"a\">>, % c", "/w:Id o:= o:< o:< s:a o:> o:> ,:, c:% c"),
    ("zig", "const id: []const u8 = \"a\"; // c", "/w:const w:id o:: [ ] w:const w:u8 o:= s:a ,:; c:// c"),
    ("tcl", "set id \"a$b\" ;# c", "/w:set w:id s:a$b%[$b] ,:; c:# c"),
    ("puppet", "client_id => \"a${b}\", # c", "/w:client_id o:=> s:a${b}%[${b}] ,:, c:# c"),
    ("csv", "a,\"b\"\nc,d", "/t:a,\"b\" /t:c,d"),
    ("markdown", "# T\n```sh a\nx=1\n```\nt `c`", "/t:# T /w:sh a s:x=1⏎ /t:t `c`"),
    ("text", "a \"b\"\n\n  c", "/t:a \"b\" /t:c"),
];

#[test]
fn each_snippet_has_these_tokens() {
    for (language, text, expected) in ROWS {
        check(language, text, expected);
    }
}
