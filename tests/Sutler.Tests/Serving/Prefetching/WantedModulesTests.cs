using System.Text;
using Sutler.Errors;
using Sutler.Go.Serving.Prefetching;
using Xunit;

namespace Sutler.Tests.Serving.Prefetching;

/// <summary>What a go.mod or go.sum names.</summary>
public sealed class WantedModulesTests
{
    private const string Hash = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    public static TheoryData<string, string, string[]> Texts => new()
    {
        { "zip and go.mod", $"ex.com/a v1.0.0 {Hash}\nex.com/a v1.0.0/go.mod {Hash}\n", ["ex.com/a v1.0.0 all"] },
        { "in the other order, twice, with CRLF", $"\r\nex.com/a v1.0.0/go.mod {Hash}\r\nex.com/a v1.0.0 {Hash}\r\nex.com/a v1.0.0 {Hash}\r\n", ["ex.com/a v1.0.0 all"] },
        { "go.mod alone", $"ex.com/a v1.0.0/go.mod {Hash}\nex.com/a v1.1.0 {Hash}\n", ["ex.com/a v1.0.0 mod", "ex.com/a v1.1.0 all"] },
        { "names that are none", $"../../etc v1.0.0 {Hash}\n", ["../../etc v1.0.0 all"] },
        { "required", "module ex.com/main\n\nrequire (\n\tex.com/a v1.0.0\n\tex.com/b v1.0.0 // indirect\n)\nrequire ex.com/a v1.0.0\n", ["ex.com/a v1.0.0 all", "ex.com/b v1.0.0 all"] },
        { "a comment first", "// h1: no\nmodule ex.com/main\nrequire ex.com/a v1.0.0\n", ["ex.com/a v1.0.0 all"] },
        { "replaced", "module m.com/m\nrequire (\nex.com/a v1.0.0\nex.com/b v1.0.0\nex.com/c v1.0.0\n)\nreplace ex.com/a => ex.com/fork v1.2.0\nreplace ex.com/b v1.0.0 => ../b\nreplace ex.com/c v1.1.0 => ex.com/no v1.0.0\n", ["ex.com/fork v1.2.0 all", "ex.com/b v1.0.0 skipped", "ex.com/c v1.0.0 all"] },
        { "nothing", "module ex.com/main\n", [] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Names_each_once(string name, string text, string[] expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            WantedModules.Parse(Encoding.UTF8.GetBytes(text)).Select(wanted => $"{wanted.Path} {wanted.Version} {(wanted.Skipped is not null ? "skipped" : wanted.GoModOnly ? "mod" : "all")}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a line too short", "ex.com/a v1.0.0 h1:x\nex.com/b\n", "malformed go.sum:\ngo.sum:2: wrong number of fields 1")]
    [InlineData("no go.mod", "\u0000\u0001\u0002", "go.mod:1")]
    [InlineData("HTML", "<html><body>404</body></html>", "go.mod:1")]
    [InlineData("open", "require (\n", "go.mod:")]
    [InlineData("unknown words", "module ex.com/m\nfetch ex.com/a v1.0.0\n", "unknown directive: fetch")]
    [InlineData("a branch", "module ex.com/m\nrequire ex.com/a main\n", "ex.com/a")]
    [InlineData("no text", "\u00ff\u00fe", "go.mod:1")]
    public void Says_what_is_wrong_with_a_text(string name, string text, string reason)
    {
        Assert.NotEmpty(name);
        Assert.Contains(reason, Assert.ThrowsAny<SutlerException>(() => WantedModules.Parse(Encoding.Latin1.GetBytes(text))).Message, StringComparison.Ordinal);
    }
}
