using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Files;

/// <summary>The values of a go.mod. Spec: GOMOD-3 to GOMOD-13.</summary>
public sealed class GoModFileTests
{
    [Fact]
    public void Reads_every_directive()
    {
        GoModFile file = FileText.Strict("""
            module "rsc.io/quote" // Deprecated: use v2
            go 1.23.0
            toolchain go1.23.4
            godebug default=go1.21
            require (
                a.b/c v1.2 // indirect
                "a.b/d" v2.0.0+incompatible
            )
            exclude a.b/c v1.1.0
            replace a.b/c => "./with space"
            replace a.b/d v2.0.0+incompatible => e.f/g v1.0.0
            retract [v1.0.0, v1.1.0] // broken
            tool a.b/c/cmd/x

            """);
        Assert.Equal(("rsc.io/quote", "use v2", 1), (file.Module!.Path, file.Module.Deprecation, file.Module.Line));
        Assert.Equal(("1.23.0", "go1.23.4"), (file.Go, file.Toolchain));
        Assert.Equal([("default", "go1.21")], file.Godebugs.Select(g => (g.Key, g.Value)));
        Assert.Equal(
            [(new ModuleId("a.b/c", "v1.2.0"), true, 6), (new ModuleId("a.b/d", "v2.0.0+incompatible"), false, 7)],
            file.Requires.Select(r => (r.Module, r.Indirect, r.Line)));
        Assert.Equal([new ModuleId("a.b/c", "v1.1.0")], file.Excludes.Select(e => e.Module));
        Assert.Equal(
            [(new ModuleId("a.b/c", ""), new ModuleId("./with space", "")), (new ModuleId("a.b/d", "v2.0.0+incompatible"), new ModuleId("e.f/g", "v1.0.0"))],
            file.Replaces.Select(r => (r.Old, r.New)));
        Assert.Equal([true, false], file.Replaces.Select(r => r.IsDirectory));
        Assert.Equal([("v1.0.0", "v1.1.0", "broken")], file.Retracts.Select(r => (r.Low, r.High, r.Rationale)));
        Assert.Equal(["a.b/c/cmd/x"], file.Tools.Select(t => t.Path));
    }

    [Fact]
    public void Reads_an_empty_file()
    {
        GoModFile file = FileText.Strict("");
        Assert.Null(file.Module);
        Assert.Null(file.Go);
        Assert.Equal("", FileText.Format(file));
    }

    [Fact]
    public void Knows_ignore_when_asked_to()
    {
        byte[] text = FileText.Bytes("module m\nignore ./a\nignore (\n\tb\n)\n");
        GoModFile file = GoModFile.ParseStrict("go.mod", text, null, acceptIgnore: true);
        Assert.Equal(["./a", "b"], file.Ignores.Select(i => i.Path));
        var failure = Assert.Throws<GoFileException>(() => GoModFile.ParseStrict("go.mod", FileText.Bytes("ignore\n"), null, acceptIgnore: true));
        Assert.Equal("go.mod:1: ignore directive expects exactly one argument", failure.Message);
    }

    [Fact]
    public void A_dependency_may_say_what_it_likes_beside_the_four_statements()
    {
        GoModFile file = FileText.Lax("""
            module m
            surprise attack
            x y (
                z
            )
            go (
                1.21
            )
            toolchain nonsense extra
            godebug broken
            tool
            ignore
            exclude v1.2.3
            replace <-!!!
            retract v1.2.3 v1.2.4
            retract (v1.2.3, v1.2.4]
            retract v1.2.3 (
                key1 value1
            )
            require good v1.0.0

            """);
        Assert.Equal("m", file.Module!.Path);
        Assert.Null(file.Go);
        Assert.Null(file.Toolchain);
        Assert.Equal([new ModuleId("good", "v1.0.0")], file.Requires.Select(r => r.Module));
        Assert.Equal([("v1.2.3", "v1.2.3")], file.Retracts.Select(r => (r.Low, r.High)));
        Assert.Empty(file.Excludes);
        Assert.Empty(file.Replaces);
    }

    [Theory]
    [InlineData("release candidate", "1.2rc1", true, "1.2rc1")]
    [InlineData("three numbers", "1.22.333", true, "1.22.333")]
    [InlineData("beta after a dot", "1.2.beta1", false, "1.2")]
    [InlineData("with v", "v1.2.3", false, "1.2")]
    [InlineData("wildcard", "1.21.x", false, "1.21")]
    [InlineData("underscore", "1.21_", false, "1.21")]
    [InlineData("zero and a letter", "1.0x", false, "1.0")]
    [InlineData("bare with v", "v1.2", false, null)]
    [InlineData("one number", "1", false, null)]
    [InlineData("leading zero", "1.02", false, null)]
    public void Go_lines_of_dependencies_are_cut_to_a_language_version(string name, string version, bool strict, string? lax)
    {
        Assert.NotEmpty(name);
        string text = $"module m\ngo {version}\n";
        Assert.Equal(strict ? version : null, Record.Exception(() => FileText.Strict(text)) is null ? version : null);
        Assert.Equal(lax, Record.Exception(() => FileText.Lax(text)) is null ? FileText.Lax(text).Go : null);
    }

    [Theory]
    [InlineData("plain", "// indirect", true)]
    [InlineData("glued", "//indirect", true)]
    [InlineData("with a reason", "// indirect; for x", true)]
    [InlineData("reason missing", "// indirect;", false)]
    [InlineData("reason glued", "// indirect;x", false)]
    [InlineData("another word", "// indirect for x", false)]
    [InlineData("upper case", "// Indirect", false)]
    [InlineData("tabs", "//\tindirect\t", true)]
    public void Knows_the_indirect_mark(string name, string comment, bool indirect)
    {
        Assert.NotEmpty(name);
        Assert.Equal(indirect, FileText.Lax($"require a.b/c v1.0.0 {comment}\n").Requires[0].Indirect);
    }

    [Theory]
    [InlineData("none", "module m", "")]
    [InlineData("other comment", "// yo\nmodule m", "")]
    [InlineData("no colon", "//Deprecated\nmodule m", "")]
    [InlineData("no space", "//Deprecated:blah\nmodule m", "blah")]
    [InlineData("lower case", "// deprecated: blah\nmodule m", "")]
    [InlineData("two lines", "// Deprecated: one\n// two\nmodule m", "one\ntwo")]
    [InlineData("not at the start of a paragraph", "// other\n// Deprecated: blah\nmodule m", "")]
    [InlineData("second paragraph", "// other\n//\n// Deprecated: blah\nmodule m", "blah")]
    [InlineData("paragraph ends", "// Deprecated: a\n// b\n// \n// c\nmodule m", "a\nb")]
    [InlineData("two in one paragraph", "// Deprecated: a\n// Deprecated: b\nmodule m", "a\nDeprecated: b")]
    [InlineData("beside", "module m // Deprecated: blah", "blah")]
    [InlineData("beside after other", "// other\nmodule m // Deprecated: blah", "")]
    [InlineData("beside after a paragraph", "// other\n//\nmodule m // Deprecated: blah", "blah")]
    [InlineData("on the block", "// Deprecated: blah\nmodule (\n\tm\n)", "blah")]
    public void Reads_the_deprecation(string name, string text, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, FileText.Strict(text).Module!.Deprecation);
    }

    [Theory]
    [InlineData("none", "retract v1.0.0", "")]
    [InlineData("before", "//   prefix\nretract v1.0.0", "prefix")]
    [InlineData("lines", "//  one\n//\n//     two\nretract v1.0.0", "one\n\ntwo")]
    [InlineData("beside", "retract v1.0.0 // suffix", "suffix")]
    [InlineData("both", "// prefix\nretract v1.0.0 // suffix", "prefix\nsuffix")]
    [InlineData("of the block", "// block\nretract (\n\tv1.0.0\n)", "block")]
    [InlineData("of the line in a block", "// block\nretract (\n\t// line\n\tv1.0.0\n)", "line")]
    public void Reads_the_rationale_of_a_retraction(string name, string text, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, FileText.Strict("module m\n\n" + text).Retracts[0].Rationale);
    }

    [Fact]
    public void A_fixer_changes_values_and_text()
    {
        static string Fix(string path, string version) => version.StartsWith('v') ? version : path == "m" ? "v9." + version : "v1.0.0";
        GoModFile file = FileText.Strict(
            "retract [1.0, 1.1]\nmodule m\nrequire a.b/c master\nexclude a.b/c \"x y\"\nreplace a.b/c old => d.e/f new\n", Fix);
        Assert.Equal(
            "retract [v9.1.0, v9.1.1]\n\nmodule m\n\nrequire a.b/c v1.0.0\n\nexclude a.b/c v1.0.0\n\nreplace a.b/c v1.0.0 => d.e/f v1.0.0\n",
            FileText.Format(file));
        Assert.Equal(("v9.1.0", "v9.1.1"), (file.Retracts[0].Low, file.Retracts[0].High));
        Assert.Equal(new ModuleId("d.e/f", "v1.0.0"), file.Replaces[0].New);
    }

    [Fact]
    public void Retractions_stay_as_written_without_a_fixer() =>
        Assert.Equal("v1.2", FileText.Strict("retract v1.2\n").Retracts[0].Low);

    [Theory]
    [InlineData("dot", ".")]
    [InlineData("two dots", "..")]
    [InlineData("below", "./x")]
    [InlineData("beside", "../x")]
    [InlineData("root", "/x")]
    public void A_replacement_may_be_a_directory(string name, string directory)
    {
        Assert.NotEmpty(name);
        Assert.Equal(new ModuleId(directory, ""), FileText.Strict($"replace a.b/c => {directory}\n").Replaces[0].New);
    }

    [Fact]
    public void Invalid_bytes_survive_a_round_trip()
    {
        byte[] text = [.. "module m // "u8, 0xFF, 0xC3, .. "\n\nrequire a.b/"u8, 0x80, .. " v1.0.0\n"u8];
        GoModFile file = GoModFile.ParseLax("go.mod", text, null);
        Assert.Equal(text, file.Format());
    }

    [Fact]
    public void Hostile_files_take_time_and_stack_in_proportion_to_their_size()
    {
        // Comments shared by a million lines, nested parentheses, and blank lines between comments were each a danger.
        const int Size = 200_000;
        string comments = string.Concat(Enumerable.Repeat("//\n", Size));
        string lines = string.Concat(Enumerable.Repeat("v1.0.0\n", Size));
        Assert.Equal(Size, FileText.Lax(comments + "retract (\n" + lines + ")\n").Retracts.Count);
        Assert.Empty(FileText.Lax("x " + new string('(', Size) + " y\n").Requires);
        Assert.NotEmpty(FileText.Lax("x (\n" + string.Concat(Enumerable.Repeat("//\n\n", Size)) + ")\n").Format());
        Assert.NotEmpty(FileText.Lax("x " + string.Concat(Enumerable.Repeat("\"\\\n\"", Size)) + " // y\n").Format());
    }
}
