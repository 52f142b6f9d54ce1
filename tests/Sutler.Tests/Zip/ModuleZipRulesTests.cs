using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Zip;

// Spec: CHECK-1, UNZIP-2 to UNZIP-8, ZIP-3 to ZIP-5.
public sealed class ModuleZipRulesTests
{
    private static readonly ModuleId Module = new("example.com/m", "v1.0.0");

    private static string? Violation(ModuleZipBuilder builder, ModuleId? module = null, long? zipBytes = null)
    {
        var zip = builder.ToArray();
        var layout = ModuleZipRules.Check(ZipDirectory.Parse(zip), zipBytes ?? zip.Length, module ?? Module, out var violation);
        Assert.Equal(violation is null, layout is not null);
        return violation;
    }

    private static ModuleZipBuilder Files(params string[] names)
    {
        var builder = new ModuleZipBuilder();
        foreach (var name in names)
        {
            builder.Add($"{Module}/{name}", "");
        }

        return builder;
    }

    [Theory]
    [InlineData("a file", "a.go")]
    [InlineData("go.mod in the root", "go.mod")]
    [InlineData("dot directory", ".git/config")]
    [InlineData("vendored file", "vendor/a/b.go")]
    [InlineData("leading dash", "-dash")]
    [InlineData("letters of other scripts", "été/日本.go")]
    [InlineData("go.mod as a directory below the root", "sub/go.mod/file")]
    [InlineData("like go.mod", "sub/go.mod2")]
    public void Accepts(string name, string file)
    {
        Assert.NotEmpty(name);
        Assert.Null(Violation(Files(file)));
    }

    [Theory]
    [InlineData("invalid character", "☺.go", "malformed file path \"☺.go\": invalid char '☺'")]
    [InlineData("below the root", "sub/go.mod", "go.mod file not in module root directory")]
    [InlineData("below the root, other case", "sub/Go.Mod", "go.mod file not in module root directory")]
    [InlineData("capitals", "GO.mod", "go.mod files must have lowercase names")]
    [InlineData("empty element", "b//c", "file path is not clean")]
    [InlineData("dot element", "./c", "file path is not clean")]
    [InlineData("dots resolved", "b/../c", "file path is not clean")]
    [InlineData("parent", "../evil", "malformed file path \"../evil\": invalid path element \"..\"")]
    [InlineData("only a slash", "/", "file path is not clean")]
    [InlineData("absolute", "/etc/passwd", "malformed file path \"/etc/passwd\": empty path element")]
    [InlineData("drive", "c:/x", "malformed file path \"c:/x\": invalid char ':'")]
    [InlineData("back slash", "a\\b", "malformed file path \"a\\\\b\": invalid char '\\\\'")]
    [InlineData("Windows device", "aux", "malformed file path \"aux\": \"aux\" disallowed as path element component on Windows")]
    public void Refuses_a_name(string name, string file, string reason)
    {
        Assert.NotEmpty(name);
        Assert.Equal($"{Module}/{file}: {reason}", Violation(Files(file)));
    }

    [Theory]
    [InlineData("directories by case", "x/y/a", "x/Y/b", "case-insensitive file name collision: \"x/y\" and \"x/Y\"")]
    [InlineData("files by case", "case.txt", "Case.txt", "case-insensitive file name collision: \"case.txt\" and \"Case.txt\"")]
    [InlineData("Kelvin", "K", "\u212A", "case-insensitive file name collision: \"K\" and \"\u212A\"")]
    [InlineData("twice", "a", "a", "multiple entries for file \"a\"")]
    [InlineData("file, then directory", "a", "a/b", "entry \"a\" is both a file and a directory")]
    [InlineData("directory, then file", "a/b", "a", "entry \"a\" is both a file and a directory")]
    [InlineData("directory entry, then file", "a/", "a", "entry \"a\" is both a file and a directory")]
    public void Refuses_a_collision(string name, string first, string second, string reason)
    {
        Assert.NotEmpty(name);
        Assert.Equal($"{Module}/{second}: {reason}", Violation(Files(first, second)));
    }

    [Fact]
    public void Refuses_names_that_are_no_UTF_8()
    {
        byte[] name = [.. "example.com/m@v1.0.0/-d"u8, 0xff, .. "sh"u8];

        Assert.Equal(
            "example.com/m@v1.0.0/-d\uFFFDsh: malformed file path \"-d\\xffsh\": invalid UTF-8",
            Violation(new ModuleZipBuilder().Add(new ZipEntryForm("", "") { NameBytes = name })));
    }

    [Fact]
    public void Reports_all_bad_entries_in_the_order_of_the_zip() =>
        Assert.Equal(
            "other/z: path does not have prefix \"example.com/m@v1.0.0/\"\n"
                + "example.com/m@v1.0.0/b:: malformed file path \"b:\": invalid char ':'\n"
                + "example.com/m@v1.0.0/a: multiple entries for file \"a\"",
            Violation(new ModuleZipBuilder().Add("other/z", "").Add($"{Module}/a", "").Add($"{Module}/b:", "").Add($"{Module}/a", "")));

    [Fact]
    public void Repeats_a_collision_of_parents_for_each_file_below() =>
        Assert.Equal(
            "example.com/m@v1.0.0/a/b/1: entry \"a\" is both a file and a directory\n"
                + "example.com/m@v1.0.0/a/b/2: entry \"a\" is both a file and a directory",
            Violation(Files("a", "a/b/1", "a/b/2")));

    [Fact]
    public void Ignores_directory_entries_and_the_prefix_itself()
    {
        var zip = Files("", "d/", "d/", "e/f/g", "e/h").ToArray();

        var layout = ModuleZipRules.Check(ZipDirectory.Parse(zip), zip.Length, Module, out _);
        Assert.NotNull(layout);
        Assert.Equal([null, null, null, "e/f/g", "e/h"], layout.Files);
        Assert.Equal(["e", "e/f"], layout.Directories);
    }

    [Theory]
    [InlineData("go.mod", 16777216, null)]
    [InlineData("go.mod", 16777217, "go.mod file too large (max size is 16777216 bytes)")]
    [InlineData("LICENSE", 16777216, null)]
    [InlineData("LICENSE", 16777217, "LICENSE file too large (max size is 16777216 bytes)")]
    [InlineData("sub/LICENSE", 16777217, null)]
    public void Limits_the_length_of_single_files(string file, ulong length, string? reason) =>
        Assert.Equal(
            reason is null ? null : $"{Module}/{file}: {reason}",
            Violation(new ModuleZipBuilder().Add(new ZipEntryForm($"{Module}/{file}", "") { StatedLength = length })));

    [Theory]
    [InlineData("just fits", 524288000UL - 10, true)]
    [InlineData("one too many", 524288000UL - 9, false)]
    [InlineData("beyond signed numbers", ulong.MaxValue, false)]
    public void Limits_the_length_of_all_files_before_anything_else(string name, ulong length, bool fits)
    {
        Assert.NotEmpty(name);
        var zip = new ModuleZipBuilder()
            .Add(new ZipEntryForm($"{Module}/a", "0123456789"))
            .Add(new ZipEntryForm($"{Module}/b", "") { StatedLength = length, Zip64 = true })
            .Add(fits ? $"{Module}/c" : $"{Module}/c:", "");

        Assert.Equal(fits ? null : "total uncompressed size of module contents too large (max size is 524288000 bytes)", Violation(zip));
    }

    [Fact]
    public void Limits_the_zip_itself()
    {
        Assert.Null(Violation(Files("a"), zipBytes: 524288000));
        Assert.Equal("module zip file is too large (524288001 bytes; limit is 524288000 bytes)", Violation(Files("a:"), zipBytes: 524288001));
    }

    [Theory]
    [InlineData("example.com/m", "v1", "version \"v1\" is not canonical (should be \"v1.0.0\")")]
    [InlineData("example.com/m", "v1.0.0+meta", "version \"v1.0.0+meta\" is not canonical (should be \"v1.0.0\")")]
    [InlineData("example.com/m", "v2.0.0", "example.com/m@v2.0.0: invalid version: should be v0 or v1, not v2")]
    public void Judges_path_and_version_first(string path, string version, string text)
    {
        var violation = Violation(Files("a"), new ModuleId(path, version));

        Assert.NotNull(violation);
        Assert.True(violation == text || violation.EndsWith("should be v0 or v1, not v2", StringComparison.Ordinal), violation);
    }

    [Fact]
    public void Finds_the_first_file_outside_of_the_prefix()
    {
        var zip = ZipDirectory.Parse(Files("a").Add("rsc.io/x/a", "").Add("b", "").ToArray());

        Assert.Equal("zip for example.com/m@v1.0.0 has unexpected file rsc.io/x/a", ModuleZipRules.FindUnexpectedFile(zip, Module)?.Message);
        Assert.Null(ModuleZipRules.FindUnexpectedFile(ZipDirectory.Parse(Files("a", "../x").ToArray()), Module));
    }
}
