using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Files;

/// <summary>go.work files. Spec: WORK-1.</summary>
public sealed class GoWorkFileTests
{
    [Fact]
    public void Reads_every_directive()
    {
        GoWorkFile file = FileText.Work("go 1.23\ntoolchain go1.23.4\ngodebug a=b\nuse (\n\t.\n\t\"./a b\"\n)\nuse ../c\nreplace x.y/z => ./z\n");
        Assert.Equal(("1.23", "go1.23.4"), (file.Go, file.Toolchain));
        Assert.Equal([("a", "b")], file.Godebugs.Select(g => (g.Key, g.Value)));
        Assert.Equal([(".", 5), ("./a b", 6), ("../c", 8)], file.Uses.Select(u => (u.Path, u.Line)));
        Assert.Equal([(new ModuleId("x.y/z", ""), new ModuleId("./z", ""))], file.Replaces.Select(r => (r.Old, r.New)));
    }

    [Theory]
    [InlineData("use without directory", "use", "usage: use local/dir")]
    [InlineData("use with two", "use a b", "usage: use local/dir")]
    [InlineData("use in quotes", "use 'a'", "invalid quoted string: unquoted string cannot contain quote")]
    [InlineData("require", "require a.b/c v1.0.0", "unknown directive: require")]
    [InlineData("module", "module m", "unknown directive: module")]
    [InlineData("require block", "require (\n)", "unknown block type: require")]
    [InlineData("go block", "go (\n)", "unknown block type: go")]
    [InlineData("use block with a word", "use x (\n)", "unknown block type: use x")]
    [InlineData("odd go version", "go 1.x", "invalid go version '1.x': must match format 1.23.0")]
    [InlineData("odd toolchain", "toolchain x", "invalid toolchain version 'x': must match format go1.23.0 or default")]
    [InlineData("odd godebug", "godebug x", "usage: godebug key=value")]
    [InlineData("replacement without version", "replace a.b/c => d.e/f", "replacement module without version must be directory path (rooted or starting with . or ..)")]
    public void Refuses_malformed_statements(string name, string text, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal("go.work:1: " + expected, Assert.Throws<GoFileException>(() => FileText.Work(text + "\n")).Message);
    }

    [Theory]
    [InlineData("empty", "", "go 1.23\n\ntoolchain go1.24.4\n")]
    [InlineData("comments stay on top", "// a\n\n// b\nuse .\n", "// a\n\ngo 1.23\n\ntoolchain go1.24.4\n\n// b\nuse .\n")]
    [InlineData("toolchain follows go", "use .\ngo 1.21\n", "use .\n\ngo 1.23\n\ntoolchain go1.24.4\n")]
    [InlineData("both change in place", "toolchain default\ngo 1.21\n", "toolchain go1.24.4\n\ngo 1.23\n")]
    public void Sets_go_and_toolchain(string name, string text, string expected)
    {
        Assert.NotEmpty(name);
        GoWorkFile file = FileText.Work(text);
        file.SetGo("1.23");
        file.SetToolchain("go1.24.4");
        Assert.Equal(expected, FileText.Format(file));
    }

    [Fact]
    public void Sorts_blocks_and_drops_overridden_replacements()
    {
        GoWorkFile file = FileText.Work("use (\n\t./b\n\t./a\n)\nreplace a.b/c => ./x\nreplace a.b/c => ./y\n");
        file.SortBlocks();
        Assert.Equal("use (\n\t./a\n\t./b\n)\n\nreplace a.b/c => ./y\n", FileText.Format(file));
    }
}
