using Sutler.Errors;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Files;

/// <summary>Every text of modfile for a malformed go.mod. Spec: GOMOD-1 to GOMOD-14.</summary>
public sealed class GoModErrorTests
{
    public static TheoryData<string, string, string> LexicalErrors => new()
    {
        { "block comment", "module m /* x */\n", "go.mod:1:10: mod files must use // comments (not /* */ comments)" },
        { "block comment in a word", "require a/*b v1.0.0\n", "go.mod:1:10: mod files must use // comments (not /* */ comments)" },
        { "block comment at line start", "module m\n/* x */\n", "go.mod:2: mod files must use // comments (not /* */ comments)" },
        { "newline in string", "module \"m\n\"\n", "go.mod:1:10: unexpected newline in string" },
        { "newline in raw string", "module `m\n`\n", "go.mod:1:10: unexpected newline in string" },
        { "open string", "module m\nrequire \"x", "go.mod:2:9: unexpected EOF in string" },
        { "open escape", "module m\nrequire \"x\\", "go.mod:2:9: unexpected EOF in string" },
        { "control character", "module m\n\u0001\n", "go.mod:2: unexpected input character '\\x01'" },
        { "vertical tab", "module \vm\n", "go.mod:1:8: unexpected input character '\\v'" },
        { "byte order mark", "\uFEFFmodule m\n", "go.mod:1: unexpected input character '\\ufeff'" },
        { "space that is not ASCII", "module\u00A0m\n", "go.mod:1:7: unexpected input character '\\u00a0'" },
        { "columns count characters", "// é\nmodule \"é😀\" \u2028\n", "go.mod:2:13: unexpected input character '\\u2028'" },
        { "open block", "module m\n\n  require (\n\ta v1.0.0\n", "go.mod:5: syntax error (unterminated block started at go.mod:3:3)" },
        { "open block without newline", "require (\n\ta v1.0.0", "go.mod:2:10: syntax error (unterminated block started at go.mod:1:1)" },
        { "word after block", "require (\n) x\n", "go.mod:2:4: syntax error (expected newline after closing paren)" },
        { "two parentheses", "require (\n))\n", "go.mod:2:3: syntax error (expected newline after closing paren)" },
    };

    public static TheoryData<string, string, string> StatementErrors => new()
    {
        { "unknown line", "foo bar", "unknown directive: foo" },
        { "lone parenthesis", ")", "unknown directive: )" },
        { "unknown block", "foo (\n)", "unknown block type: foo" },
        { "block with a word", "require x (\n)", "unknown block type: require x" },
        { "go block", "go (\n\t1.21\n)", "unknown block type: go" },
        { "toolchain block", "toolchain (\n)", "unknown block type: toolchain" },
        { "ignore before go 1.25", "ignore ./x", "unknown directive: ignore" },
        { "ignore block before go 1.25", "ignore (\n\t./x\n)", "unknown block type: ignore" },
        { "second module", "module n", "repeated module statement" },
        { "go without version", "go", "go directive expects exactly one argument" },
        { "go with two", "go 1.21 1.22", "go directive expects exactly one argument" },
        { "go with a letter", "go 1.24.x", "invalid go version '1.24.x': must match format 1.23.0" },
        { "go with v", "go v1.24", "invalid go version 'v1.24': must match format 1.23.0" },
        { "go with one number", "go 1", "invalid go version '1': must match format 1.23.0" },
        { "go with zero major", "go 0.1", "invalid go version '0.1': must match format 1.23.0" },
        { "go with leading zero", "go 1.021", "invalid go version '1.021': must match format 1.23.0" },
        { "go with final dot", "go 1.21.", "invalid go version '1.21.': must match format 1.23.0" },
        { "go with half a pre-release", "go 1.21rc", "invalid go version '1.21rc': must match format 1.23.0" },
        { "go with an Arabic digit", "go 1.\u0662", "invalid go version '1.\u0662': must match format 1.23.0" },
        { "toolchain without name", "toolchain", "toolchain directive expects exactly one argument" },
        { "odd toolchain", "toolchain ..", "invalid toolchain version '..': must match format go1.23.0 or default" },
        { "toolchain of go 12", "toolchain go12", "invalid toolchain version 'go12': must match format go1.23.0 or default" },
        { "godebug without value", "godebug x", "usage: godebug key=value" },
        { "godebug with comma", "godebug x=a,y", "usage: godebug key=value" },
        { "godebug in quotes", "godebug \"x=y\"", "usage: godebug key=value" },
        { "godebug with two", "godebug x=y z=w", "usage: godebug key=value" },
        { "require without version", "require rsc.io/quote", "usage: require module/path v1.2.3" },
        { "require with three", "require a.b/c v1.0.0 x", "usage: require module/path v1.2.3" },
        { "exclude without version", "exclude rsc.io/quote", "usage: exclude module/path v1.2.3" },
        { "single quotes", "require 'a' v1.0.0", "invalid quoted string: unquoted string cannot contain quote" },
        { "raw quotes", "require `a` v1.0.0", "invalid quoted string: unquoted string cannot contain quote" },
        { "bad escape", "require \"\\q\" v1.0.0", "invalid quoted string: invalid syntax" },
        { "escape out of range", "require \"\\400\" v1.0.0", "invalid quoted string: invalid syntax" },
        { "escaped surrogate", "require \"\\ud800\" v1.0.0", "invalid quoted string: invalid syntax" },
        { "quoted version", "require a.b/c 'v1'", "require a.b/c: version \"'v1'\" invalid: unquoted string cannot contain quote" },
        { "branch", "require a.b/c master", "require a.b/c: version \"master\" invalid: must be of the form v1.2.3" },
        { "lower major", "require rsc.io/quote/v2 v1.0.0", "require rsc.io/quote/v2: version \"v1.0.0\" invalid: should be v2, not v1" },
        { "higher major", "exclude rsc.io/quote v2.0.0", "exclude rsc.io/quote: version \"v2.0.0\" invalid: should be v0 or v1, not v2" },
        { "bad suffix", "require a.b/c/v01 v1.0.0", "invalid module path" },
        { "replace without arrow", "replace a.b/c ./x", ReplaceUsage },
        { "replace with glued arrow", "replace a.b/c=>./x", ReplaceUsage },
        { "replace with too much", "replace a.b/c => d.e/f v1.0.0 x", ReplaceUsage },
        { "replace with bad suffix", "replace a.b/c/v01 => ./x", "replace a.b/c/v01: invalid module path" },
        { "replace with bad old version", "replace a.b/c v => ./x", "replace a.b/c: version \"v\" invalid: must be of the form v1.2.3" },
        { "replace with wrong major", "replace a.b/c v2.0.0 => ./x", "replace a.b/c: version \"v2.0.0\" invalid: should be v0 or v1, not v2" },
        { "replace with bad new version", "replace a.b/c => d.e/f x", "replace d.e/f: version \"x\" invalid: must be of the form v1.2.3" },
        { "replace with a path alone", "replace a.b/c => d.e/f", "replacement module without version must be directory path (rooted or starting with . or ..)" },
        { "replace with at sign", "replace a.b/c => d.e/f@v1.0.0", "replacement module must match format 'path version', not 'path@version'" },
        { "replace directory with version", "replace a.b/c => ./x v1.0.0", "replacement module directory path \"./x\" cannot have version" },
        { "retract nothing", "retract", "expected '[' or version" },
        { "retract half open", "retract (v1.0.0, v1.1.0]", "expected '[' or version" },
        { "retract open", "retract [", "expected version after '['" },
        { "retract without comma", "retract [v1.0.0 v1.1.0]", "expected ',' after version" },
        { "retract without end", "retract [v1.0.0,", "expected version after ','" },
        { "retract without bracket", "retract [v1.0.0, v1.1.0", "expected ']' after version" },
        { "retract two", "retract v1.0.0 v1.1.0", "unexpected token after version: \"v1.1.0\"" },
        { "retract quoted", "retract 'v1'", "retract: version \"'v1'\" invalid: unquoted string cannot contain quote" },
        { "tool without path", "tool", "tool directive expects exactly one argument" },
        { "tool in quotes", "tool 'x'", "invalid quoted string: unquoted string cannot contain quote" },
    };

    private const string ReplaceUsage =
        "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory";

    [Theory]
    [MemberData(nameof(LexicalErrors))]
    public void Lexical_errors_are_errors_in_every_go_mod(string name, string text, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Assert.Throws<GoFileException>(() => FileText.Strict(text)).Message);
        Assert.Equal(expected, Assert.Throws<GoFileException>(() => FileText.Lax(text)).Message);
    }

    [Theory]
    [MemberData(nameof(StatementErrors))]
    public void Refuses_a_malformed_statement_of_the_main_module(string name, string statement, string expected)
    {
        Assert.NotEmpty(name);
        var failure = Assert.Throws<GoFileException>(() => FileText.Strict("module m\n" + statement + "\n"));
        Assert.Equal("go.mod:2: " + expected, failure.Message);
    }

    [Fact]
    public void Refuses_a_second_go_or_toolchain_line()
    {
        var failure = Assert.Throws<GoFileException>(() => FileText.Strict("go 1.21\ntoolchain default\ngo 1.21\ntoolchain go1\n"));
        Assert.Equal("go.mod:3: repeated go statement\ngo.mod:4: repeated toolchain statement", failure.Message);
    }

    [Fact]
    public void Refuses_a_Windows_path_where_the_separator_is_a_slash()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "backslashes separate directories here");
        var failure = Assert.Throws<GoFileException>(() => FileText.Strict("replace a.b/c => .\\x\n"));
        Assert.Equal("go.mod:1: replacement directory appears to be Windows path (on a non-windows system)", failure.Message);
    }

    [Fact]
    public void Tells_all_errors_at_once_with_the_column_only_inside_a_line()
    {
        var failure = Assert.Throws<GoFileException>(() => FileText.Strict("module\n\nfoo\nrequire (\n\tx\n)\n"));
        Assert.Equal(
            "go.mod:1: usage: module module/path\ngo.mod:3: unknown directive: foo\ngo.mod:5:2: usage: require module/path v1.2.3",
            failure.Message);
        Assert.Equal([1, 3, 5], failure.Errors.Select(error => error.Line));
    }

    [Fact]
    public void Positions_can_be_given_another_file_name()
    {
        var failure = Assert.Throws<GoFileException>(() => GoModFile.ParseStrict("/tmp/m/go.mod", FileText.Bytes("foo\n"), null));
        Assert.Equal("/tmp/m/go.mod:1: unknown directive: foo", failure.Message);
        Assert.Equal("go.mod:1: unknown directive: foo", failure.WithFileName("go.mod").Message);
    }

    [Fact]
    public void A_failing_fixer_gives_positioned_errors()
    {
        var text = "module m\nrequire (\n\ta.b/c bad\n\ta.b/d worse\n\ta.b/e plain\n\ta.b/f v1.0.0\n)\n";
        var failure = Assert.Throws<GoFileException>(() => FileText.Strict(text, Failing));
        Assert.Equal(
            "go.mod:3:2: require a.b/c: is bad\n"
            + "go.mod:4:2: require a.b/d: version \"worse\" invalid: is worse\n"
            + "go.mod:5:2: plain failure",
            failure.Message);
        Assert.IsType<ModuleException>(failure.InnerException);
    }

    [Fact]
    public void A_fatal_failure_of_the_fixer_passes_through()
    {
        var failure = Assert.Throws<FatalException>(() => FileText.Strict("require a.b/c x\n", (_, _) => throw new FatalException("stop")));
        Assert.Equal("stop", failure.Message);
    }

    [Fact]
    public void Retractions_without_a_module_are_refused_once_when_versions_are_fixed()
    {
        var failure = Assert.Throws<GoFileException>(() => FileText.Strict("retract v1\nretract v2\n", (_, version) => version));
        Assert.Equal("go.mod:1: no module directive found, so retract cannot be used", failure.Message);
    }

    private static string Failing(string path, string version) => version switch
    {
        "bad" => throw new ModuleException(new ModuleId(path, version), new SutlerException("is bad")),
        "worse" => throw new ModuleException(new ModuleId(path, version), new InvalidVersionException(version, "is worse")),
        "plain" => throw new SutlerException("plain failure"),
        _ => version,
    };
}
