using System.Text;
using Sutler.GoModules.Repositories;
using Xunit;

namespace Sutler.Tests.Repositories;

// DISC-6, DISC-7
public sealed class GoImportScannerTests
{
    private const string Content = "content=\"ex.test/r git https://git.test/r\"";
    private const string Tag = "<meta name=\"go-import\" " + Content + ">";

    [Theory]
    [InlineData("nothing else", Tag)]
    [InlineData("a head", "<head>\n" + Tag + "\n</head>")]
    [InlineData("a doctype", "<!doctype html>" + Tag)]
    [InlineData("a doctype with declarations", "<!DOCTYPE x [<!ELEMENT x '>'><!-- > --- > -->]>" + Tag)]
    [InlineData("an XML declaration", "<?xml version='1.0' encoding='UTF-8'?>" + Tag)]
    [InlineData("ASCII", "<?xml version=\"1.0\" encoding=\"Ascii\"?>" + Tag)]
    [InlineData("another instruction", "<?php encoding='latin1' ?>" + Tag)]
    [InlineData("a comment", "<!-- <body> -->" + Tag)]
    [InlineData("a section", "<![CDATA[<body>]]>" + Tag)]
    [InlineData("XHTML", "<html><head>" + "<meta name=\"go-import\" " + Content + " />" + "</head>")]
    [InlineData("capitals", "<META NAME='go-import' CONTENT='ex.test/r git https://git.test/r'>")]
    [InlineData("a namespace", "<h:meta x:name=\"go-import\" y:" + Content + ">")]
    [InlineData("no quotes round the name", "<meta name=go-import " + Content + ">")]
    [InlineData("attributes in another order, and more", "<meta charset=utf-8 hidden " + Content + " name=\"go-import\" name=\"other\">")]
    [InlineData("any blanks", "<meta\n\tname = 'go-import'\r\n content = ' ex.test/r\r\ngit\t https://git.test/r '>")]
    [InlineData("entities", "<meta name=\"go&#45;import\" content=\"ex.test&#x2f;r git https://git.test/r\">")]
    [InlineData("unclosed elements", "<html><p><br>a & b &nbsp; c" + Tag)]
    [InlineData("the page breaks behind the tag", Tag + "<div style=position:relative>")]
    [InlineData("more of them behind the body", Tag + "<body>" + Tag + Tag)]
    [InlineData("more of them behind the head", Tag + "</HEAD>" + Tag + Tag)]
    [InlineData("letters that are not ASCII", "<title>версия</title>" + Tag)]
    public void Finds_a_tag(string name, string page)
    {
        var (tags, error) = Scan(page);
        Assert.True(tags.Count == 1 && error is null, $"{name}: {error}");
        Assert.True(tags.TryMatch("ex.test/r", out var tag, out _), name);
        Assert.True(new GoImport("ex.test/r", "git", "https://git.test/r") == tag, name);
    }

    [Theory]
    [InlineData("an empty page", "")]
    [InlineData("text", "404 page not found")]
    [InlineData("a tag in the body", "<body>" + Tag)]
    [InlineData("a tag behind an empty body", "<body/>" + Tag)]
    [InlineData("a tag behind an empty head", "<head/>" + Tag)]
    [InlineData("a tag in a comment", "<!-- " + Tag + " -->")]
    [InlineData("another name", "<meta name=\"go-source\" " + Content + ">")]
    [InlineData("a name in capitals", "<meta name=\"Go-Import\" " + Content + ">")]
    [InlineData("a name with blanks", "<meta name=\" go-import\" " + Content + ">")]
    [InlineData("only the first name counts", "<meta name=\"x\" name=\"go-import\" " + Content + ">")]
    [InlineData("no content", "<meta name=\"go-import\">")]
    [InlineData("two fields", "<meta name=\"go-import\" content=\"ex.test/r git\">")]
    [InlineData("four fields", "<meta name=\"go-import\" content=\"ex.test/r git https://git.test/r sub\">")]
    public void Finds_none(string name, string page)
    {
        var (tags, error) = Scan(page);
        Assert.True(tags.Count == 0 && error is null, $"{name}: {tags.Count} {error}");
    }

    [Theory]
    [InlineData("a cut tag", "<p>\n<meta name=", "XML syntax error on line 2: unexpected EOF")]
    [InlineData("a cut value", "<meta name=\"go-imp", "XML syntax error on line 1: unexpected EOF")]
    [InlineData("a cut comment", "<!-- x", "XML syntax error on line 1: unexpected EOF")]
    [InlineData("a cut section", "<![CDATA[ x", "XML syntax error on line 1: unexpected EOF in CDATA section")]
    [InlineData("a cut entity", "a&am", "XML syntax error on line 1: unexpected EOF")]
    [InlineData("dashes in a comment", "<!-- a -- b -->", "XML syntax error on line 1: invalid sequence \"--\" not allowed in comments")]
    [InlineData("half a comment", "<!-x>", "XML syntax error on line 1: invalid sequence <!- not part of <!--")]
    [InlineData("half a section", "<![IF x]>", "XML syntax error on line 1: invalid <![ sequence")]
    [InlineData("the end of a section that did not begin", "a]]>", "XML syntax error on line 1: unescaped ]]> not in CDATA section")]
    [InlineData("a bare angle", "a\n<\nb", "XML syntax error on line 2: expected element name after <")]
    [InlineData("an angle in a value", "<a b=\"<\">", "XML syntax error on line 1: unescaped < inside quoted string")]
    [InlineData("a script", "<script>if (a<b)</script>", "XML syntax error on line 1: expected attribute name in element")]
    [InlineData("a digit for a name", "<1>", "XML syntax error on line 1: invalid XML name: 1")]
    [InlineData("a value without quotes that ends at a dot", "<meta name=go-import content=ex.test>", "XML syntax error on line 1: invalid XML name: .test")]
    [InlineData("two colons", "<a:b:c>", "XML syntax error on line 1: expected element name after <")]
    [InlineData("an unnamed end", "</>", "XML syntax error on line 1: expected element name after </")]
    [InlineData("an end with attributes", "</a b>", "XML syntax error on line 1: invalid characters between </a and >")]
    [InlineData("a slash that ends nothing", "<a /b>", "XML syntax error on line 1: expected /> in element")]
    [InlineData("an unnamed instruction", "<? x ?>", "XML syntax error on line 1: expected target name after <?")]
    [InlineData("a control character", "a\u0001", "XML syntax error on line 1: illegal character code U+0001")]
    [InlineData("a control character as entity", "a&#0;", "XML syntax error on line 1: illegal character code U+0000")]
    [InlineData("another charset", "<?xml version=\"1.0\" encoding=\"latin1\"?>", "xml: opening charset \"latin1\": can't decode XML document using charset \"latin1\"")]
    [InlineData("another version", "<?xml version=\"1.1\"?>", "xml: unsupported version \"1.1\"; only version 1.0 is supported")]
    public void Says_where_a_page_breaks(string name, string page, string reason)
    {
        var (tags, error) = Scan(page + Tag[..(page.EndsWith('>') ? Tag.Length : 0)]);
        Assert.True(tags.Count == 0, name);
        Assert.True(reason == error?.Reason, $"{name}: {error}");
    }

    [Fact]
    public void Refuses_bytes_that_are_not_UTF_8() =>
        Assert.Equal("XML syntax error on line 1: invalid UTF-8", GoImportScanner.Scan([.. "<p>"u8, 0xE9, .. "</p>"u8], false).Error?.Reason);

    [Fact]
    public void Reads_subdirectories_where_they_are_allowed()
    {
        var page = Encoding.UTF8.GetBytes("<meta name=\"go-import\" content=\"ex.test/r git https://git.test/r sub/dir\">");
        Assert.True(GoImportScanner.Scan(page, allowSubdirectories: true).Tags.TryMatch("ex.test/r", out var tag, out _));
        Assert.Equal(new GoImport("ex.test/r", "git", "https://git.test/r", "sub/dir"), tag);
    }

    private static (GoImports Tags, Errors.ParseError? Error) Scan(string page) => GoImportScanner.Scan(Encoding.UTF8.GetBytes(page), allowSubdirectories: false);
}
