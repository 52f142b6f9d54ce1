using Sutler.Errors;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Files;

/// <summary>go.sum files. Spec: GOSUM-2 to GOSUM-5.</summary>
public sealed class GoSumFileTests
{
    private static readonly ModuleId Key = new("a.b/c", "v1.0.0");

    [Fact]
    public void Keeps_the_hashes_of_a_key_in_file_order()
    {
        GoSumFile file = Parse("a.b/c v1.0.0 h1:y\na.b/c v1.0.0/go.mod h1:z\na.b/c v1.0.0 h9:x\na.b/c v1.0.0 h1:y\n");
        Assert.Equal(["h1:y", "h9:x", "h1:y"], file[Key]);
        Assert.Equal(["h1:z"], file[new ModuleId("a.b/c", "v1.0.0/go.mod")]);
        Assert.Empty(file[new ModuleId("a.b/c", "v1.0.1")]);
    }

    [Fact]
    public void Accepts_blank_lines_returns_and_any_white_space() =>
        Assert.Equal(["h1:x"], Parse("\n \r\n\ta.b/c\t v1.0.0  h1:x\r\n\n")[Key]);

    [Theory]
    [InlineData("one field", "a\n", 1, 1)]
    [InlineData("two fields", "a v1 h1:x\n\nb v1\n", 3, 2)]
    [InlineData("four fields", "a v1 h1:x y", 1, 4)]
    public void Refuses_a_line_without_three_fields(string name, string text, int line, int fields)
    {
        Assert.NotEmpty(name);
        var failure = Assert.Throws<FatalException>(() => Parse(text));
        Assert.Equal($"malformed go.sum:\n/m/go.sum:{line}: wrong number of fields {fields}", failure.Message);
        Assert.False(failure.Prefixed);
    }

    [Fact]
    public void Passes_over_the_hash_of_an_empty_go_mod() =>
        Assert.Equal(0, Parse("a.b/c v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=\n").Count);

    [Fact]
    public void Writes_sorted_lines_without_duplicates()
    {
        GoSumFile file = Parse("""
            b.c/d v1.0.0 h1:x
            a.b/c v1.10.0/go.mod h1:x
            a.b/c v1.10.0 h1:y
            a.b/c v1.10.0 h1:x
            a.b/c v1.9.0/go.mod h1:x
            a.b/c v1.10.0 h1:y
            a.b/c v1.9.0-pre h1:x
            B.c/d v1.0.0 h1:x

            """);
        Assert.Equal(
            """
            B.c/d v1.0.0 h1:x
            a.b/c v1.9.0-pre h1:x
            a.b/c v1.9.0/go.mod h1:x
            a.b/c v1.10.0 h1:x
            a.b/c v1.10.0 h1:y
            a.b/c v1.10.0/go.mod h1:x
            b.c/d v1.0.0 h1:x

            """,
            FileText.Text(file.Format()));
    }

    [Fact]
    public void Orders_versions_of_equal_rank_by_text_whatever_the_order_they_came_in()
    {
        const string Sorted = "a.b/c v1.0.0+a h1:x\na.b/c v1.0.0+a/go.mod h1:x\na.b/c v1.0.0+b h1:x\n";
        Assert.Equal(Sorted, FileText.Text(Parse(Sorted).Format()));
        Assert.Equal(Sorted, FileText.Text(Parse(string.Join('\n', Sorted.Split('\n').Reverse())).Format()));
    }

    [Fact]
    public void Adds_a_hash_once_and_writes_only_what_is_kept()
    {
        GoSumFile file = Parse("");
        file.Add(Key, "h1:b");
        file.Add(Key, "h1:a");
        file.Add(Key, "h1:b");
        Assert.Equal(["h1:b", "h1:a"], file[Key]);
        Assert.Equal("a.b/c v1.0.0 h1:a\n", FileText.Text(file.Format((_, hash) => hash == "h1:a")));
    }

    private static GoSumFile Parse(string text) => GoSumFile.Parse("/m/go.sum", FileText.Bytes(text));
}
