using Sutler.GoModules.Files;
using Xunit;

namespace Sutler.Tests.Files;

/// <summary>Quick looks into files that may be malformed. Spec: GOMOD-16, GOMOD-17.</summary>
public sealed class GoModScannerTests
{
    [Theory]
    [InlineData("quoted", "module \"github.com/rsc/vgotest\"", "github.com/rsc/vgotest")]
    [InlineData("bare", "module github.com/rsc/vgotest", "github.com/rsc/vgotest")]
    [InlineData("raw", "module  `github.com/rsc/vgotest`", "github.com/rsc/vgotest")]
    [InlineData("newline in quotes", "module \"gopkg.in/check.v1\n\"", "")]
    [InlineData("return", "module gopkg.in/check.v1\r\n", "gopkg.in/check.v1")]
    [InlineData("path on the next line", "module \n\"gopkg.in/check.v1\"\n", "")]
    [InlineData("text after the quotes", "module \"gopkg.in/check.v1\"asd", "")]
    [InlineData("second module line", "module  \nmodule a/b/c ", "a/b/c")]
    [InlineData("blanks in quotes", "module \"  a/b/c  \"", "  a/b/c  ")]
    [InlineData("nothing", "module   ", "")]
    [InlineData("comment", "module \"a.b/c\" // with a comment", "a.b/c")]
    [InlineData("commented out", "// module x\nmodule y\n", "y")]
    [InlineData("another word", "modules x\nmodule y\n", "y")]
    [InlineData("block", "module (\n\tx\n)\n", "(")]
    [InlineData("indented after rubbish", "\u0001 /* \n\t module\tx y\n", "x y")]
    public void Finds_the_module_path(string name, string text, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, GoModScanner.ModulePathOf(FileText.Bytes(text)));
    }

    [Theory]
    [InlineData("plain", "module m\ngo 1.21\n", "1.21")]
    [InlineData("tab and comment", "go\t1.22.3 // x\n", "1.22.3")]
    [InlineData("first line wins", "go 1.1\ngo 1.2\n", "1.1")]
    [InlineData("even in a block", "require (\n\tgo 1.3\n)\ngo 1.4\n", "1.3")]
    [InlineData("no white space", "go1.21\ngo\u00a01.22\ngo\n", "")]
    [InlineData("nonsense is kept", "go x y z\r\n", "x y z")]
    [InlineData("empty", "", "")]
    public void Finds_the_go_version(string name, string text, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, GoModScanner.GoVersionOf(FileText.Bytes(text)));
    }

    [Fact]
    public void Finds_other_keys() => Assert.Equal("go1.24.4", GoModScanner.ValueOf("go 1.24\ntoolchain go1.24.4\n"u8, "toolchain"));
}
