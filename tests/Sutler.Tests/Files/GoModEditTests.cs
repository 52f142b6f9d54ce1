using Sutler.Errors;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Files;

/// <summary>Edits that keep layout and comments. Spec: GOMOD-20 to GOMOD-25.</summary>
public sealed class GoModEditTests
{
    public static TheoryData<string, string, string, string> SetRequires => new()
    {
        {
            "unmarks and keeps order",
            "require (\n\tx.y/a v1.2.3 //indirect\n\tx.y/b v1.2.3\n)\n",
            "x.y/a v1.2.3, x.y/b v1.2.3",
            "require (\n\tx.y/a v1.2.3\n\tx.y/b v1.2.3\n)\n"
        },
        {
            "drops, adds, sorts and closes gaps",
            "require (\n\tx.y/b v1.2.3\n\n\tx.y/a v1.2.3\n\tx.y/d v1.2.3\n)\n",
            "x.y/a v1.2.3, x.y/b v1.3.0, x.y/c v1.2.3",
            "require (\n\tx.y/a v1.2.3\n\tx.y/b v1.3.0\n\tx.y/c v1.2.3\n)\n"
        },
        {
            "marks and keeps what comments say",
            "require (\n\tx.y/a v1.2.3\n\tx.y/b v1.2.3 //\n\tx.y/c v1.2.3 //c\n\tx.y/f v1.2.3 //indirect\n)\n",
            "x.y/a v1.2.3 i, x.y/b v1.2.3 i, x.y/c v1.2.3 i, x.y/f v1.2.3 i",
            "require (\n\tx.y/a v1.2.3 // indirect\n\tx.y/b v1.2.3 // indirect\n\tx.y/c v1.2.3 // indirect; c\n\tx.y/f v1.2.3 //indirect\n)\n"
        },
        {
            "collapses duplicates to the first line",
            "require (\n\tx.y/a v1.0.0 // zero\n\tx.y/a v1.1.0 // one\n)\n",
            "x.y/a v1.2.3 i",
            "require x.y/a v1.2.3 // indirect; zero\n"
        },
        {
            "adds to the last line",
            "require x.y/a v1.2.3\nrequire x.y/g v1.2.3 // indirect; why\n",
            "x.y/a v1.2.3, x.y/g v1.2.3, x.y/h v1.2.3 i",
            "require x.y/a v1.2.3\n\nrequire (\n\tx.y/g v1.2.3 // why\n\tx.y/h v1.2.3 // indirect\n)\n"
        },
        { "adds to a file without any", "module m\n", "x.y/b v1.0.0, x.y/a v1.0.0", "module m\n\nrequire (\n\tx.y/a v1.0.0\n\tx.y/b v1.0.0\n)\n" },
        { "drops all", "module m\n\nrequire (\n\tx.y/a v1.0.0\n\tx.y/b v1.0.0\n)\n", "", "module m\n" },
    };

    public static TheoryData<string, string, string, string> SeparateRequires => new()
    {
        {
            "splits a single uncommented block",
            "require (\n\tx.y/b v1.0.0 // indirect\n\tx.y/a v1.0.0\n)\n",
            "x.y/a v1.0.0, x.y/b v1.0.0 i",
            "require x.y/a v1.0.0\n\nrequire x.y/b v1.0.0 // indirect\n"
        },
        {
            "keeps a commented mixed block",
            "// why\nrequire (\n\tx.y/a v1.0.0\n\tx.y/b v1.0.0 // indirect\n)\n",
            "x.y/a v1.0.0, x.y/b v1.0.0 i, x.y/c v1.0.0, x.y/d v1.0.0 i",
            "// why\nrequire (\n\tx.y/a v1.0.0\n\tx.y/b v1.0.0 // indirect\n)\n\nrequire x.y/c v1.0.0\n\nrequire x.y/d v1.0.0 // indirect\n"
        },
        {
            "adds indirect after the last direct block",
            "module m\n\nrequire (\n\tx.y/a v1.0.0\n\tx.y/d v1.0.0\n)\n\ngo 1.17\n",
            "x.y/a v1.2.3, x.y/d v1.2.3, x.y/c v1.2.3 i, x.y/f v1.2.3 i",
            "module m\n\nrequire (\n\tx.y/a v1.2.3\n\tx.y/d v1.2.3\n)\n\nrequire (\n\tx.y/c v1.2.3 // indirect\n\tx.y/f v1.2.3 // indirect\n)\n\ngo 1.17\n"
        },
        {
            "adds direct before the last indirect block",
            "require (\n\tx.y/b v1.0.0 // indirect\n)\n\nrequire (\n\tx.y/e v1.0.0 // indirect\n)\n",
            "x.y/a v1.0.0, x.y/b v1.0.0 i, x.y/e v1.0.0 i",
            "require x.y/b v1.0.0 // indirect\n\nrequire x.y/a v1.0.0\n\nrequire x.y/e v1.0.0 // indirect\n"
        },
        {
            "moves lines whose mark changes",
            "require (\n\tx.y/a v1.0.0\n\tx.y/b v1.0.0\n)\n\nrequire (\n\tx.y/c v1.0.0 // indirect\n\tx.y/d v1.0.0 // indirect\n)\n",
            "x.y/a v1.0.0, x.y/b v1.0.0 i, x.y/c v1.0.0, x.y/d v1.0.0 i",
            "require (\n\tx.y/a v1.0.0\n\tx.y/c v1.0.0\n)\n\nrequire (\n\tx.y/b v1.0.0 // indirect\n\tx.y/d v1.0.0 // indirect\n)\n"
        },
        {
            "makes blocks of lines",
            "require x.y/a v1.0.0\nrequire x.y/b v1.0.0 // indirect\n",
            "x.y/a v1.0.0, x.y/b v1.0.0 i, x.y/c v1.0.0, x.y/d v1.0.0 i",
            "require (\n\tx.y/a v1.0.0\n\tx.y/c v1.0.0\n)\n\nrequire (\n\tx.y/b v1.0.0 // indirect\n\tx.y/d v1.0.0 // indirect\n)\n"
        },
        {
            "starts both blocks at the end",
            "module m\n",
            "x.y/b v1.0.0 i, x.y/a v1.0.0",
            "module m\n\nrequire x.y/a v1.0.0\n\nrequire x.y/b v1.0.0 // indirect\n"
        },
    };

    [Theory]
    [MemberData(nameof(SetRequires))]
    public void Sets_requirements_in_one_place(string name, string text, string requirements, string expected)
    {
        Assert.NotEmpty(name);
        GoModFile file = FileText.Strict(text);
        file.SetRequire(Requirements(requirements));
        AssertEdited(expected, file);
    }

    [Theory]
    [MemberData(nameof(SeparateRequires))]
    public void Sets_requirements_in_a_block_for_each_kind(string name, string text, string requirements, string expected)
    {
        Assert.NotEmpty(name);
        GoModFile file = FileText.Strict(text);
        file.SetRequireSeparateIndirect(Requirements(requirements));
        AssertEdited(expected, file);
    }

    [Fact]
    public void Two_versions_of_one_path_are_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => FileText.Strict("").SetRequire(Requirements("a.b/c v1.0.0, a.b/c v1.1.0")));

    [Fact]
    public void Adds_a_requirement_beside_the_last_or_changes_the_first()
    {
        GoModFile file = FileText.Strict("module m\nrequire (\n\tx.y/z v1.2.3 // first\n\tx.z/a v0.1.0\n)\nrequire x.y/z v1.4.5 // second\nrequire x.z/b v0.2.0\n");
        file.AddRequire(new ModuleId("x.y/z", "v1.8.9"));
        file.AddRequire(new ModuleId("x.y/w", "v1.0.0"));
        file.DropRequire("x.z/a");
        AssertEdited("module m\n\nrequire x.y/z v1.8.9 // first\n\nrequire (\n\tx.z/b v0.2.0\n\tx.y/w v1.0.0\n)\n", file);
    }

    [Theory]
    [InlineData("after module", "module m\nrequire x.y/a v1.0.0\n", "module m\n\ngo 1.23\n\ntoolchain go1.24.4\n\nrequire x.y/a v1.0.0\n")]
    [InlineData("after a module block", "module (\n\tm\n)\n\n// x\n", "module m\n\ngo 1.23\n\ntoolchain go1.24.4\n\n// x\n")]
    [InlineData("without module", "require x.y/a v1.0.0\n", "require x.y/a v1.0.0\n\ngo 1.23\n\ntoolchain go1.24.4\n")]
    [InlineData("changed in place", "go 1.20 // why\ntoolchain default\nmodule m\n", "go 1.23 // why\n\ntoolchain go1.24.4\n\nmodule m\n")]
    [InlineData("in an empty file", "", "go 1.23\n\ntoolchain go1.24.4\n")]
    public void Sets_go_and_toolchain(string name, string text, string expected)
    {
        Assert.NotEmpty(name);
        GoModFile file = FileText.Strict(text);
        file.SetGo("1.23");
        file.SetToolchain("go1.24.4");
        Assert.Equal(("1.23", "go1.24.4"), (file.Go, file.Toolchain));
        AssertEdited(expected, file);
    }

    [Fact]
    public void Drops_go_and_toolchain_with_their_comments_beside()
    {
        GoModFile file = FileText.Strict("module m\n\ngo 1.23 // x\n\ntoolchain go1.24.4\n");
        file.DropGo();
        file.DropToolchain();
        AssertEdited("module m\n", file);
    }

    [Fact]
    public void Refuses_malformed_go_versions_and_toolchains()
    {
        GoModFile file = FileText.Strict("");
        Assert.Equal("invalid language version \"1\"", Assert.Throws<SutlerException>(() => file.SetGo("1")).Message);
        Assert.Equal("invalid toolchain name \"x\"", Assert.Throws<SutlerException>(() => file.SetToolchain("x")).Message);
    }

    [Theory]
    [InlineData("blank", "example.com/m", "", "version \"\" invalid: must be of the form v1.2.3")]
    [InlineData("no v", "example.com/m", "1.0.0", "version \"1.0.0\" invalid: must be of the form v1.2.3")]
    [InlineData("short", "example.com/m", "v1.2", "version \"v1.2\" invalid: must be of the form v1.2.3")]
    [InlineData("short of another major", "example.com/m/v2", "v2", "version \"v2\" invalid: must be of the form v2.2.3")]
    [InlineData("short of gopkg.in", "gopkg.in/m.v3-unstable", "v3", "version \"v3\" invalid: must be of the form v3.2.3")]
    [InlineData("other major", "example.com/m/v2", "v1.2.3", "version \"v1.2.3\" invalid: should be v2, not v1")]
    [InlineData("no +incompatible", "example.com/m", "v2.3.4", "version \"v2.3.4\" invalid: should be v2.3.4+incompatible (or module example.com/m/v2)")]
    public void Refuses_exclusions_of_impossible_versions(string name, string path, string version, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Assert.Throws<SutlerException>(() => FileText.Strict("").AddExclude(new ModuleId(path, version))).Message);
    }

    [Fact]
    public void Adds_and_drops_exclusions_and_replacements_beside_those_of_the_same_path()
    {
        GoModFile file = FileText.Strict("exclude a.b/c v1.0.0\nreplace a.b/c v1.0.0 => ./x\nexclude a.b/d v1.0.0\n");
        file.AddExclude(new ModuleId("a.b/c", "v1.1.0"));
        file.AddExclude(new ModuleId("a.b/c", "v1.1.0"));
        file.DropExclude(new ModuleId("a.b/d", "v1.0.0"));
        file.AddReplace(new ModuleId("a.b/c", "v1.0.0"), new ModuleId("./y z", ""));
        file.AddReplace(new ModuleId("a.b/c", "v1.1.0"), new ModuleId("d.e/f", "v1.0.0"));
        AssertEdited(
            "exclude (\n\ta.b/c v1.0.0\n\ta.b/c v1.1.0\n)\n\nreplace (\n\ta.b/c v1.0.0 => \"./y z\"\n\ta.b/c v1.1.0 => d.e/f v1.0.0\n)\n",
            file);
        file.AddReplace(new ModuleId("a.b/c", ""), new ModuleId("./w", ""));
        AssertEdited("exclude (\n\ta.b/c v1.0.0\n\ta.b/c v1.1.0\n)\n\nreplace a.b/c => ./w\n", file);
        file.DropReplace(new ModuleId("a.b/c", ""));
        AssertEdited("exclude (\n\ta.b/c v1.0.0\n\ta.b/c v1.1.0\n)\n", file);
    }

    [Theory]
    [InlineData("exclude by version", "go 1.21\n\nexclude (\n\ta.b/c v1.10.0\n\ta.b/c v1.9.0\n\ta.b/b v1.0.0\n)\n", "go 1.21\n\nexclude (\n\ta.b/b v1.0.0\n\ta.b/c v1.9.0\n\ta.b/c v1.10.0\n)\n")]
    [InlineData("exclude by text before go 1.21", "go 1.20\n\nexclude (\n\ta.b/c v1.9.0\n\ta.b/c v1.10.0\n)\n", "go 1.20\n\nexclude (\n\ta.b/c v1.10.0\n\ta.b/c v1.9.0\n)\n")]
    [InlineData("retract from the highest", "retract (\n\tv1.0.0\n\t[v1.1.0, v1.2.0]\n\tv1.10.0\n\tv1.1.0\n)\n", "retract (\n\tv1.10.0\n\t[v1.1.0, v1.2.0]\n\tv1.1.0\n\tv1.0.0\n)\n")]
    [InlineData("lines carry their comments", "require (\n\tb.c/d v1.0.0 // x\n\n\t// y\n\ta.b/c v1.0.0\n)\n", "require (\n\n\t// y\n\ta.b/c v1.0.0\n\tb.c/d v1.0.0 // x\n)\n")]
    [InlineData("duplicate exclude: first wins", "exclude a.b/c v1.0.0 // a\n\nexclude (\n\ta.b/c v1.0.0 // b\n)\n", "exclude a.b/c v1.0.0 // a\n")]
    [InlineData("duplicate replace: last wins", "replace a.b/c => ./a\n\nreplace (\n\ta.b/c => ./b\n)\n", "replace (\n\ta.b/c => ./b\n)\n")]
    [InlineData("duplicate tool: first wins", "tool a.b/c // a\n\ntool a.b/c // b\n", "tool a.b/c // a\n")]
    [InlineData("duplicate retract stays", "retract (\n\tv1.0.0 // a\n\tv1.0.0 // b\n)\n", "retract (\n\tv1.0.0 // a\n\tv1.0.0 // b\n)\n")]
    public void Sorts_blocks_and_drops_duplicates(string name, string text, string expected)
    {
        Assert.NotEmpty(name);
        GoModFile file = FileText.Strict(text);
        file.SortBlocks();
        Assert.Equal(expected, FileText.Format(file));
    }

    [Fact]
    public void Sorting_a_dependency_with_lines_of_unknown_form_is_harmless()
    {
        GoModFile file = FileText.Lax("go 1.21\nexclude (\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"\tx v{i % 7}.{i % 11}.0{(i % 3 == 0 ? " y" : "")}\n")) + ")\n");
        file.SortBlocks();
        Assert.Equal(file.Format(), FileText.Lax(FileText.Format(file)).Format());
    }

    [Fact]
    public void Cleanup_keeps_the_comments_of_a_collapsed_block()
    {
        GoModFile file = FileText.Strict("// a\nrequire (\n\t// b\n\tx.y/z v1.0.0 // c\n\tx.y/w v1.0.0\n) // d\n");
        file.DropRequire("x.y/w");
        AssertEdited("// a\n// b\nrequire x.y/z v1.0.0 // c\n", file);
    }

    private static void AssertEdited(string expected, GoModFile file)
    {
        file.Cleanup();
        Assert.Equal(expected, FileText.Format(file));
        GoModFile again = FileText.Strict(expected);
        Assert.Equal(again.Requires.Select(r => (r.Module, r.Indirect)).OrderBy(r => r.Module.Path), file.Requires.Select(r => (r.Module, r.Indirect)).OrderBy(r => r.Module.Path));
        Assert.Equal(again.Excludes.Select(e => e.Module), file.Excludes.Select(e => e.Module));
        Assert.Equal(again.Replaces.Select(r => (r.Old, r.New)), file.Replaces.Select(r => (r.Old, r.New)));
        Assert.Equal((again.Go, again.Toolchain), (file.Go, file.Toolchain));
    }

    private static IEnumerable<(ModuleId Module, bool Indirect)> Requirements(string list) =>
        from item in list.Split(", ", StringSplitOptions.RemoveEmptyEntries)
        let words = item.Split(' ')
        select (new ModuleId(words[0], words[1]), words.Length > 2);
}
