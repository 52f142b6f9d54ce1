using System.Text;
using Sutler.GoModules.Files;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Files;

/// <summary>The one layout of go.mod files. Spec: GOMOD-23.</summary>
public sealed class GoModFormatTests
{
    public static TheoryData<string, string, string> Layouts => new()
    {
        { "spaces and returns", "module   m\r\n\tgo\t1.21\r\n", "module m\n\ngo 1.21\n" },
        { "no final newline", "module m", "module m\n" },
        { "blank lines at the ends", "\n\n\nmodule m\n\n\n\n", "module m\n" },
        { "adjacent statements part", "x a\nx b\n", "x a\n\nx b\n" },
        { "comment stays with its statement", "// a\nx\n// b\n\ny\n", "// a\nx\n\n// b\n\ny\n" },
        { "comments at the end", "x\n// a\n// b\n\n// c", "x\n\n// a\n// b\n\n// c\n" },
        { "only comments", "// a\n\n\n// b\n", "// a\n\n// b\n" },
        { "block", "x(\n\n\na b\n\n\n\nc d   \n\n)\n", "x (\n\ta b\n\n\tc d\n\n)\n" },
        { "empty block", "x ()\n", "x (\n)\n" },
        { "empty block with comment", "x ( ) // y\n", "x (\n) // y\n" },
        { "parentheses in a line", "x ( ) y ( z )\n", "x () y (z)\n" },
        { "opening parenthesis in a line", "x ( y\n", "x (y\n" },
        { "marks", "x a[b]c{d}e,f =>g\n", "x a [b] c {d} e, f =>g\n" },
        { "interval", "x [ v1 ,v2 ]\n", "x [v1, v2]\n" },
        { "comments of a block", "// a\nx ( // b\n// c\ny // d\n// e\n) // f\n", "// a\nx ( // b\n\t// c\n\ty // d\n// e\n) // f\n" },
        { "suffix comment glued to a word", "x a//b\n", "x a //b\n" },
        { "spaces in comments are trimmed", "//  a \t\u00a0\nx //   b  \n", "//  a\nx //   b\n" },
        { "return before the newline of a comment", "// a\r\r\n", "// a\n" },
        { "comment beside a string over two lines", "x \"a\\\nb\" // c\ny\n", "// c\nx \"a\\\nb\"\n\ny\n" },
        { "comment beside a string over two lines moves back", "w\nx \"a\\\nb\" // c\n", "w // c\n\nx \"a\\\nb\"\n" },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Prints_one_layout(string name, string text, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, FileText.Format(FileText.Lax(text)));
        Assert.Equal(expected, FileText.Format(FileText.Lax(expected)));
    }

    [Fact]
    public void Drops_needless_quotes_of_values_alone()
    {
        const string Text = "module \"m\"\n\nunknown \"x\"\n\nrequire \"a.b/c\" \"v1.0.0\"\n";
        Assert.Equal("module m\n\nunknown \"x\"\n\nrequire a.b/c v1.0.0\n", FileText.Format(FileText.Lax(Text)));
    }

    [Theory]
    [InlineData("space", "a b", "\"a b\"")]
    [InlineData("empty", "", "\"\"")]
    [InlineData("slashes", "a//b", "\"a//b\"")]
    [InlineData("comment", "a/*b", "\"a/*b\"")]
    [InlineData("parenthesis in a word", "a(b", "\"a(b\"")]
    [InlineData("control", "a\tb", "\"a\\tb\"")]
    [InlineData("letters beyond ASCII", "é😀", "é😀")]
    public void Keeps_the_quotes_that_are_needed(string name, string word, string written)
    {
        Assert.NotEmpty(name);
        string quoted = "\"" + word.Replace("\t", "\\t", StringComparison.Ordinal) + "\"";
        GoModFile file = FileText.Strict("module " + quoted + "\n");
        Assert.Equal(word, file.Module!.Path);
        Assert.Equal("module " + written + "\n", FileText.Format(file));
    }

    [Fact]
    public void Every_go_mod_of_the_corpus_parses_and_has_a_stable_layout()
    {
        string shared = System.Environment.GetEnvironmentVariable("SUTLER_SHARED") ?? Path.Combine(TestFiles.RepositoryRoot(), "..", "shared");
        string corpus = Path.Combine(shared, "corpus", "goproxy");
        Assert.SkipUnless(Directory.Exists(corpus), $"no corpus at {corpus}: set SUTLER_SHARED");
        string[] files = Directory.GetFiles(corpus, "*.mod", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            byte[] once = GoModFile.ParseLax(file, File.ReadAllBytes(file), null).Format();
            byte[] twice = GoModFile.ParseLax(file, once, null).Format();
            Assert.Equal(Encoding.UTF8.GetString(once), Encoding.UTF8.GetString(twice));
        });
    }
}
