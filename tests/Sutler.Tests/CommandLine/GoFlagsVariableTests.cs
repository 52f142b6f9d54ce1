using CsCheck;
using Sutler.CommandLine;
using Sutler.Errors;
using Xunit;

namespace Sutler.Tests.CommandLine;

/// <summary>Every expectation is what go 1.24.4 prints and does with GOFLAGS. Spec: CMD-8.</summary>
public sealed class GoFlagsVariableTests
{
    [Theory]
    [InlineData("word", "bogus", "non-flag \"bogus\"")]
    [InlineData("dash", "-", "non-flag \"-\"")]
    [InlineData("two dashes", "--", "non-flag \"--\"")]
    [InlineData("three dashes", "---x", "non-flag \"---x\"")]
    [InlineData("no name", "-=x", "non-flag \"-=x\"")]
    [InlineData("no name, two dashes", "--=x", "non-flag \"--=x\"")]
    [InlineData("single quote left open", "'-x", "unterminated ' string")]
    [InlineData("double quote left open", "-x \"-json", "unterminated \" string")]
    [InlineData("quotes inside a word count as text", "-x'a'", "unknown flag -x'a'")]
    [InlineData("word right after a quoted one", "'-x'zz", "non-flag \"zz\"")]
    [InlineData("empty quotes", "''", "non-flag \"\"")]
    [InlineData("first bad word", "b\tc", "non-flag \"b\"")]
    [InlineData("unknown flag", "-x -bogus=3", "unknown flag -bogus")]
    [InlineData("unknown, not ASCII", "--é", "unknown flag -é")]
    [InlineData("help is no flag", "-help", "unknown flag -help")]
    [InlineData("vet's analyzers are no flags", "-printf", "unknown flag -printf")]
    [InlineData("ours are not go's", "-progress=off", "unknown flag -progress")]
    [InlineData("ours are not go's, short", "-q", "unknown flag -q")]
    public async Task Refuses(string name, string text, string reason)
    {
        var run = await CommandRun.OfAsync("mod verify", text);
        Assert.Equal((name, $"go: parsing $GOFLAGS: {reason}\n", 1), (name, run.Error, run.ExitCode));
    }

    [Theory]
    [InlineData("boolean", "-json=maybe", "invalid boolean value \"maybe\" for flag -json")]
    [InlineData("boolean, two dashes", "--json=maybe", "invalid boolean value \"maybe\" for flag -json")]
    [InlineData("empty boolean", "-json=", "invalid boolean value \"\" for flag -json")]
    [InlineData("first of two", "-x=zz -modfile", "invalid boolean value \"zz\" for flag -x")]
    public async Task Reports_a_bad_value_with_the_usage_lines(string name, string text, string message)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "says %GOFLAGS% there");
        var run = await CommandRun.OfAsync("mod download", text);
        var expected =
            $"go: {message} (from $GOFLAGS): parse error\n" +
            "usage: go mod download [-x] [-json] [-reuse=old.json] [modules]\nRun 'go help mod download' for details.\n";
        Assert.Equal((name, expected, 2), (name, run.Error, run.ExitCode));
    }

    [Theory]
    [InlineData("no value", "-modfile", "go: flag needs an argument: -modfile (from $GOFLAGS)\n")]
    [InlineData("no value, two dashes", "--overlay", "go: flag needs an argument: -overlay (from $GOFLAGS)\n")]
    [InlineData("-C without value", "-C", "go: flag needs an argument: -C (from $GOFLAGS)\n")]
    [InlineData("-C", "-C=/tmp", "go: invalid value \"/tmp\" for flag -C (from $GOFLAGS): -C flag must be first flag on command line\n")]
    public async Task Reports_a_bad_value_of_verify(string name, string text, string message)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "says %GOFLAGS% there");
        var run = await CommandRun.OfAsync("mod verify", text);
        Assert.Equal(
            (name, message + "usage: go mod verify\nRun 'go help mod verify' for details.\n", 2), (name, run.Error, run.ExitCode));
    }

    [Theory]
    [InlineData("flags of other commands", "-mod=vendor -insecure -ldflags=-w -test.run=x")]
    [InlineData("a bad value of a flag this command lacks", "-x=maybe -json=maybe")]
    [InlineData("quoted words without a blank between", "'-x''-json'")]
    [InlineData("every kind of blank", "-json \t\r\n-x")]
    public async Task Ignores_what_verify_does_not_have(string name, string text)
    {
        var run = await CommandRun.OfAsync("mod verify", text);
        Assert.Equal((name, "", 0), (name, run.Error, run.ExitCode));
    }

    [Fact]
    public async Task Takes_effect_and_gives_way_to_the_command_line()
    {
        var run = await CommandRun.OfAsync("mod download -json=false", "-json '-modfile=a b.mod' --modcacherw");
        Assert.True(run.Download is { Json: false, ModFile: "a b.mod", ModCacheRw: true });
    }

    [Fact]
    public async Task Is_read_before_the_flags() =>
        Assert.Equal("go: parsing $GOFLAGS: unknown flag -zz\n", (await CommandRun.OfAsync("mod download -badflag", "-zz")).Error);

    [Theory]
    [InlineData("version")]
    [InlineData("help mod verify")]
    public async Task Does_not_matter_to_our_own_commands(string line) =>
        Assert.Equal(0, (await CommandRun.OfAsync(line, "-zz")).ExitCode);

    [Fact]
    public void Gives_back_any_words_that_were_quoted()
    {
        var word = Gen.String[Gen.Char[" \t'=-xé"], 0, 8].Where(text => !text.Contains('\'', StringComparison.Ordinal));
        word.Array[0, 5].Sample(values =>
        {
            var words = values.Select(value => $"-modfile={value}").ToArray();
            var parsed = GoFlagsVariable.Parse(string.Join(' ', words.Select(text => $"'{text}'")));
            Assert.Equal(words, parsed.Words);
        });
    }

    [Fact]
    public void Accepts_or_refuses_any_text_in_words() =>
        Gen.String[Gen.Char[" '\"=-xjson\n"], 0, 20].Sample(text =>
        {
            try
            {
                Assert.All(GoFlagsVariable.Parse(text).Words, word => Assert.StartsWith("-", word, StringComparison.Ordinal));
            }
            catch (FatalException refused)
            {
                Assert.StartsWith("parsing $GOFLAGS: ", refused.Message, StringComparison.Ordinal);
            }
        });
}
