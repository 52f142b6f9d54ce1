using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Xunit;

namespace Sutler.Tests.Zip;

// Spec: CREATE-1 to CREATE-11.
public sealed class ModuleZipSelectionTests
{
    private const long MiB = 1 << 20;

    private static readonly ModuleId Module = new("example.com/m", "v1.0.0");

    // A name that begins with '@' is a symbolic link.
    private static SourceFile File(string name) => name.StartsWith('@') ? new SourceFile(name[1..], 1, IsRegular: false) : new SourceFile(name, 1);

    private static (string Included, string? Violation) Select(IReadOnlyList<SourceFile> files, string goLine = "", ModuleId? module = null)
    {
        var selected = ModuleZipSelection.Select(module ?? Module, files, goLine, out var violation);
        Assert.Equal(violation is null, selected is not null);
        return (string.Join(' ', (selected ?? []).Select(position => files[position].Path)), violation);
    }

    [Theory]
    [InlineData("nothing", "", "", "")]
    [InlineData("plain module", "", "go.mod m.go cmd/hello/hello.go", "go.mod m.go cmd/hello/hello.go")]
    [InlineData("everything else", "", ".gitignore .git/config .github/x testdata/a run.sh LICENSE", ".gitignore .git/config .github/x testdata/a run.sh LICENSE")]
    [InlineData("nested module, whatever its names", "", "go.mod sub/go.mod sub/x.go' sub/y/z", "go.mod")]
    [InlineData("nested module with capitals", "", "a.go b/GO.MOD b/b.go", "a.go")]
    [InlineData("nested module that is listed last", "", "sub/x/y.go sub/z.go a.go sub/go.mod", "a.go")]
    [InlineData("module in a module", "", "a/b/c/go.mod a/b/c/x a/b/y a/go.mod", "")]
    [InlineData("directory named go.mod", "", "go.mod/a.go sub/go.mod/b.go", "go.mod/a.go sub/go.mod/b.go")]
    [InlineData("link named go.mod", "", "sub/@x @sub/go.mod sub/y.go", "sub/@x sub/y.go")]
    [InlineData("links", "", "a.go @b.go", "a.go")]
    [InlineData("link named like a license", "", "@LICENSE a.go", "a.go")]
    [InlineData("archive note of Mercurial", "", ".hg_archival.txt a/.hg_archival.txt", "a/.hg_archival.txt")]
    [InlineData("vendored by the old rule", "1.13", "go.mod vendor/modules.txt vendor/e.com/x/x.go sub/vendor/sub.txt", "go.mod vendor/modules.txt")]
    [InlineData("vendored by the new rule", "1.24", "go.mod vendor/modules.txt vendor/e.com/x/x.go sub/vendor/sub.txt", "go.mod sub/vendor/sub.txt")]
    [InlineData("bad names in a vendored package", "", "vendor/a/x.go' vendor/a/aux vendor/b/x VENDOR/c", "VENDOR/c")]
    [InlineData("go.mod of a vendored package", "", "vendor/a/go.mod vendor/x.go a.go", "vendor/x.go a.go")]
    [InlineData("names that only look alike", "", "go.mod2 sub/go.mod.bak xgo.mod", "go.mod2 sub/go.mod.bak xgo.mod")]
    [InlineData("letters of other scripts", "", "été/日本.go", "été/日本.go")]
    public void Takes(string name, string goLine, string files, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal((expected, null), Select([.. files.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(File)], goLine));
    }

    [Theory]
    [InlineData("character that is not allowed", "bad.go'", "bad.go': malformed file path \"bad.go'\": invalid char '\\''")]
    [InlineData("link with such a character", "@bad:link", "bad:link: malformed file path \"bad:link\": invalid char ':'")]
    [InlineData("Windows device", "aux/f", "aux/f: malformed file path \"aux/f\": \"aux\" disallowed as path element component on Windows")]
    [InlineData("parent", "../evil", "../evil: malformed file path \"../evil\": invalid path element \"..\"")]
    [InlineData("not clean", "not/../clean", "not/../clean: file path is not clean")]
    [InlineData("not clean even where it would be left out", "vendor//a/b", "vendor//a/b: file path is not clean")]
    [InlineData("empty name", "", ": file path is not clean")]
    [InlineData("absolute", "/etc/passwd", "/etc/passwd: file path is not relative")]
    [InlineData("go.mod in capitals", "GO.MOD", "GO.MOD: go.mod files must have lowercase names")]
    [InlineData("go.mod, a capital", "go.Mod", "go.Mod: go.mod files must have lowercase names")]
    [InlineData("same file twice", "dup.go|dup.go", "dup.go: multiple entries for file \"dup.go\"")]
    [InlineData("same file three times is told once", "dup.go|dup.go|dup.go", "dup.go: multiple entries for file \"dup.go\"")]
    [InlineData("file and directory", "a.go|a.go/b.go", "a.go/b.go: entry \"a.go\" is both a file and a directory")]
    [InlineData("directory and file", "a.go/b.go|a.go", "a.go: entry \"a.go\" is both a file and a directory")]
    [InlineData("case", "m.go|M.GO", "M.GO: case-insensitive file name collision: \"m.go\" and \"M.GO\"")]
    [InlineData("case of a directory", "x/a|X/b", "X/b: case-insensitive file name collision: \"x\" and \"X\"")]
    [InlineData("Kelvin sign", "k|\u212A", "\u212A: case-insensitive file name collision: \"k\" and \"\u212A\"")]
    [InlineData("link beside a file", "m.go|@M.GO", "M.GO: case-insensitive file name collision: \"m.go\" and \"M.GO\"")]
    [InlineData("all of them", "a:|b|B|GO.MOD", "a:: malformed file path \"a:\": invalid char ':'\nB: case-insensitive file name collision: \"b\" and \"B\"\nGO.MOD: go.mod files must have lowercase names")]
    public void Refuses(string name, string files, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(("", expected), Select([.. files.Split('|').Select(File)]));
    }

    [Fact]
    public void Forgives_a_second_file_where_the_first_was_left_out()
    {
        Assert.Equal(("b", null), Select([File("@a"), File("a"), File("b")]));
    }

    public static TheoryData<string, SourceFile[], string?> Sizes => new()
    {
        { "largest file", [new("a.go", 500 * MiB)], null },
        { "too large a file", [new("a.go", (500 * MiB) + 1)], "module source tree too large (max size is 524288000 bytes)" },
        { "largest tree", [new("a.go", 10), new("b.go", (500 * MiB) - 10)], null },
        { "too large a tree", [new("a.go", 10), new("b.go", (500 * MiB) - 9)], "module source tree too large (max size is 524288000 bytes)" },
        { "size beyond all", [new("a.go", long.MinValue)], "module source tree too large (max size is 524288000 bytes)" },
        { "what is left out is not counted", [new("a.go", 10), new("vendor/a/b", 500 * MiB), new("l", 500 * MiB, IsRegular: false)], null },
        { "largest go.mod", [new("go.mod", 16 * MiB)], null },
        { "too large a go.mod", [new("go.mod", (16 * MiB) + 1)], "go.mod: go.mod file too large (max size is 16777216 bytes)" },
        { "largest license", [new("LICENSE", 16 * MiB)], null },
        { "too large a license", [new("LICENSE", (16 * MiB) + 1)], "LICENSE: LICENSE file too large (max size is 16777216 bytes)" },
        { "license of a package", [new("a/LICENSE", (16 * MiB) + 1)], null },
        { "the tree's size hides single files", [new("a:", 1), new("b", 501 * MiB)], "module source tree too large (max size is 524288000 bytes)" },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Bounds_sizes(string name, SourceFile[] files, string? expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Select(files).Violation);
    }

    [Theory]
    [InlineData("path", "cache", "v1.0.0", "malformed module path \"cache\": missing dot in first path element")]
    [InlineData("major version", "example.com/m", "v2.0.0", "example.com/m@v2.0.0: invalid version: should be v0 or v1, not v2")]
    [InlineData("version", "example.com/m", "v1.0.0+bad", "version \"v1.0.0+bad\" is not canonical (should be \"v1.0.0\")")]
    public void Refuses_a_module_that_can_have_no_zip(string name, string path, string version, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(("", expected), Select([File("go.mod")], module: new ModuleId(path, version)));
    }
}
