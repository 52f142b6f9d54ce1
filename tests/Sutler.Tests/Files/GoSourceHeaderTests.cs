using System.Text;
using Sutler.GoModules.Files;
using Xunit;

namespace Sutler.Tests.Files;

public sealed class GoSourceHeaderTests
{
    [Theory]
    [InlineData("none", "package a\n", "")]
    [InlineData("one", "package a\nimport \"b\"\n", "b")]
    [InlineData("raw", "package a\nimport `b/c`\n", "b/c")]
    [InlineData("names", "package a; import x \"b\"; import . \"c\"; import _ \"d\"", "b c d")]
    [InlineData("a block", "package a\n\nimport (\n\t\"b\"\n\n\tx \"c\" // why\n\t/* and */ _ \"d\"; \"e\"\n)\n", "b c d e")]
    [InlineData("two blocks", "package a\nimport (\"b\")\nimport ()\nimport (\n\"c\"\n)\nvar x = 1", "b c")]
    [InlineData("comments everywhere", "// Copyright\n/* of\n * somebody */ package /* x */ a // y\nimport /* z */ \"b\"", "b")]
    [InlineData("not after a declaration", "package a\nimport \"b\"\nfunc f() {}\nimport \"c\"\n", "b")]
    [InlineData("nor in a text", "package a\nvar x = `\nimport \"c\"`\n", "")]
    [InlineData("a mark at the beginning", "\uFEFFpackage a\nimport \"b\"", "b")]
    [InlineData("an open quote", "package a\nimport (\n\"b\"\n\"c\n\"d\"\n)", "b")]
    [InlineData("an open comment", "package a\nimport \"b\"\n/* import \"c\"", "b")]
    [InlineData("letters of all kinds", "package größe\nimport größe \"b\"", "b")]
    [InlineData("no Go", "\0\0\0", "")]
    [InlineData("nothing", "", "")]
    public void Reads_imports(string name, string source, string expected)
    {
        _ = name;
        Assert.Equal(expected, string.Join(' ', GoSourceHeader.Parse(Encoding.UTF8.GetBytes(source)).Imports));
    }

    [Theory]
    [InlineData("//go:build ignore\n\npackage main\n", true)]
    [InlineData("// Copyright\n\n// +build ignore\n\npackage main\n", true)]
    [InlineData("//go:build ignore || tools\n\npackage main\n", false)]
    [InlineData("package main\n\n//go:build ignore\n", false)]
    public void Knows_the_tag_that_is_never_set(string source, bool expected) => Assert.Equal(expected, GoSourceHeader.Parse(Encoding.UTF8.GetBytes(source)).IsIgnored);
}
