using System.IO.Compression;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Zip;
using Sutler.GoModules.Zip;
using Sutler.TestKit;
using Sutler.Transfer.Files;
using Xunit;

namespace Sutler.Tests.Direct;

/// <summary>Zips made of archives, with the hashes that the go command gives them. Spec: CREATE rules, CONT-1 to CONT-3.</summary>
public sealed class CodeModuleZipTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private PartialFile Open() => PartialFile.Open(Path.Combine(_directory, "zip"), new NoObserver(), (_, _, error) => new SutlerException(error.Message, error));

    private async Task<(string Names, string Sum)> ZipAsync(CodeWorld world, string path, string version)
    {
        using (var file = Open())
        {
            await world.Open(path).ZipAsync(version, file, Token);
            Assert.True(file.IsWhole);
            Assert.False(file.CameInPieces);
            Assert.Null(file.Identity);
            File.Copy(file.Path, Path.Combine(_directory, "copy"), overwrite: true);
        }

        // What cannot be continued does not stay.
        Assert.False(File.Exists(Path.Combine(_directory, "zip")));
        var prefix = $"{path}@{version}/";
        using var zip = await ZipFile.OpenReadAsync(Path.Combine(_directory, "copy"), Token);
        Assert.All(zip.Entries, entry => Assert.StartsWith(prefix, entry.FullName, StringComparison.Ordinal));
        var data = await File.ReadAllBytesAsync(Path.Combine(_directory, "copy"), Token);
        Assert.Empty(ZipStructure.Check(data.Length, (offset, buffer) => Copy(data, offset, buffer)));
        using var module = ModuleZip.Open(Path.Combine(_directory, "copy"));
        return (string.Join(' ', zip.Entries.Select(entry => entry.FullName[prefix.Length..])), (await new ModuleZipUnpacker(1).HashAsync(module, null, Token)).Text);
    }

    private static int Copy(byte[] data, long offset, Span<byte> buffer)
    {
        var length = Math.Min(buffer.Length, data.Length - (int)offset);
        data.AsSpan((int)offset, length).CopyTo(buffer);
        return length;
    }

    private static CodeWorld World(string tag, params (string, string)[] files)
    {
        var world = new CodeWorld { Root = static path => new("example.com/m", "git", "https://example.com/repo") };
        world.Code.Tag(world.Code.Commit(files), tag);
        return world;
    }

    // The trees and hashes are those of the tests of golang.org/x/mod/zip.
    public static TheoryData<string, (string, string)[], string> Trees => new()
    {
        { "nothing", [], "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" },
        {
            "simple",
            [
                ("go.mod", "module example.com/m\n\ngo 1.13\n"),
                ("m.go", "package m\n\nfunc Foo() int { return 42 }\n"),
                ("cmd/hello/hello.go", "package main\n\nimport (\n  \"fmt\"\n  \"example.com/m\"\n)\n\nfunc main() {\n  fmt.Println(m.Foo())\n}\n"),
            ],
            "h1:tpqYOOmuilagXzyqoJ3roUjp8gneQeTv5YVpL6BG7/k="
        },
        { "nested module in capitals", [("a.go", "package a\n"), ("b/GO.MOD", "MODULE EXAMPLE.COM/M/B\n"), ("b/b.go", "package b\n")], "h1:xctQQey8/y7IcBjFZDP/onWLSXhlqcsC3i1fgSdpMHk=" },
        { "nested module", [("go.mod", "module example.com/m\n\ngo 1.13\n"), ("sub/go.mod", "module example.com/m/sub\n"), ("sub/x.go'", "")], "h1:XduFAgX/GaspZa8Jv4pfzoGEzNaU/r88PiCunijw5ok=" },
        {
            "vendored by the old rule",
            [
                ("go.mod", "module example.com/m\n\ngo 1.13\n"),
                ("vendor/modules.txt", "included\nsee comment in isVendoredPackage and golang.org/issue/31562.\n"),
                ("vendor/example.com/x/x.go", "excluded\n"), ("sub/vendor/sub.txt", "excluded\n"), ("pkg/vendor/vendor.go", "excluded\n"),
            ],
            "h1:5u93LDLN0Me+NGfZtRpA5mHxY8svfykHpq4CMSaBZyc="
        },
        {
            "vendored by the new rule",
            [
                ("go.mod", "module example.com/m\n\ngo 1.24\nmodules.txt is excluded in 1.24+. See golang.org/issue/63395\n"),
                ("vendor/modules.txt", "excluded\n"), ("vendor/example.com/x/x.go", "excluded\n"),
                ("sub/vendor/sub.txt", "excluded\n"), ("pkg/vendor/vendor.go", "included\nsee comment in isVendoredPackage and golang.org/issue/37397\n"),
            ],
            "h1:mJR1q75yiMK6+CDw6DuhMS4v4hNoLXqkyk2Cph4VS8Q="
        },
        { "directory named go.mod", [("go.mod/a.go", "package a\n")], "h1:Mun5l9cBlDnnV6JasTpio2aZJSbFj++h+814mnKC/OM=" },
    };

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task Has_the_hash_that_the_go_command_gives(string name, (string, string)[] files, string expected)
    {
        Assert.NotEmpty(name);
        await using var world = World("v1.0.0", files);
        Assert.Equal(expected, (await ZipAsync(world, "example.com/m", "v1.0.0")).Sum);
    }

    [Theory]
    [InlineData("license of the repository comes last", "sub/go.mod sub/p.go LICENSE COPYING", "go.mod p.go LICENSE")]
    [InlineData("license of its own", "sub/go.mod sub/LICENSE LICENSE", "go.mod LICENSE")]
    [InlineData("link named so", "sub/go.mod @sub/LICENSE LICENSE", "go.mod")]
    [InlineData("other names", "sub/go.mod LICENSE.txt COPYING license", "go.mod")]
    [InlineData("directory below", "sub/go.mod sub/x/LICENSE LICENSE", "go.mod x/LICENSE LICENSE")]
    public async Task Takes_the_license_of_the_repository(string name, string files, string expected)
    {
        Assert.NotEmpty(name);
        await using var world = World("sub/v1.0.0", [.. files.Split(' ').Select(file => (file, file.EndsWith("go.mod", StringComparison.Ordinal) ? "module example.com/m/sub\n" : "x"))]);
        Assert.Equal(expected, (await ZipAsync(world, "example.com/m/sub", "v1.0.0")).Names);
    }

    [Fact]
    public async Task Takes_the_major_versions_directory_alone()
    {
        await using var world = World("v2.0.0", ("LICENSE", "x"), ("go.mod", "module example.com/m\n"), ("v2/go.mod", "module example.com/m/v2\n"), ("v2/été/日本.go", "x"), ("v2/empty", ""));
        Assert.Equal("go.mod été/日本.go empty LICENSE", (await ZipAsync(world, "example.com/m/v2", "v2.0.0")).Names);
        Assert.Contains("archive 00000001 v2", world.Code.Requests);
    }

    [Theory]
    [InlineData("bad name", "bad:name", "create zip: bad:name: malformed file path \"bad:name\": invalid char ':'")]
    [InlineData("two bad names", "x|X|GO.MOD", "create zip: X: case-insensitive file name collision: \"x\" and \"X\"\nGO.MOD: go.mod files must have lowercase names")]
    public async Task Refuses_bad_trees(string name, string files, string expected)
    {
        Assert.NotEmpty(name);
        await using var world = World("v1.0.0", [.. files.Split('|').Select(file => (file, ""))]);
        using var file = Open();
        var failure = await Assert.ThrowsAnyAsync<SutlerException>(() => world.Open("example.com/m").ZipAsync("v1.0.0", file, Token));
        Assert.Equal(expected, failure.Message);
        Assert.Equal(0, file.Held);
    }

    // Spec: CREATE-12.
    [Fact]
    public async Task Refuses_more_than_was_declared()
    {
        await using var world = World("v1.0.0", ("lie.go", "package large"));
        world.Code.DeclaredSizes["lie.go"] = 1;
        using var file = Open();
        var failure = await Assert.ThrowsAnyAsync<SutlerException>(() => world.Open("example.com/m").ZipAsync("v1.0.0", file, Token));
        Assert.Equal("create zip: file \"lie.go\" is larger than declared size", failure.Message);
        Assert.False(file.IsWhole);
    }

    // Spec: CREATE-10. The go command takes any go.mod, and says so of the zip alone.
    [Fact]
    public async Task Refuses_a_go_mod_that_no_zip_may_hold()
    {
        var goMod = "module example.com/m\n// " + new string('x', 16 << 20);
        await using var world = World("v1.0.0", ("go.mod", goMod));
        Assert.Equal("v1.0.0", await world.StatAsync("example.com/m", "v1.0.0"));
        Assert.Equal(goMod.Length, (await world.GoModAsync("example.com/m", "v1.0.0")).Length);
        using var file = Open();
        var failure = await Assert.ThrowsAnyAsync<SutlerException>(() => world.Open("example.com/m").ZipAsync("v1.0.0", file, Token));
        Assert.Equal("create zip: go.mod: go.mod file too large (max size is 16777216 bytes)", failure.Message);
    }

    // Spec: CONT-2.
    [Fact]
    public async Task Refuses_a_module_that_needs_a_newer_go_before_anything_is_fetched()
    {
        await using var world = World("v1.0.0", ("go.mod", "module example.com/m\n\ngo 1.99\n"));
        using var file = Open();
        var failure = await Assert.ThrowsAnyAsync<SutlerException>(() => world.Open("example.com/m").ZipAsync("v1.0.0", file, Token));
        Assert.Equal("example.com/m@v1.0.0 requires go >= 1.99 (running go 1.24.4; GOTOOLCHAIN=local)", failure.Message);
        Assert.DoesNotContain(world.Code.Requests, request => request.StartsWith("archive", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keeps_nothing_of_what_another_source_began()
    {
        await using var world = World("v1.0.0", ("a.go", "package a\n"));
        using var file = Open();
        file.StartOver(5, null);
        file.Write(0, "other"u8);
        await world.Open("example.com/m").ZipAsync("v1.0.0", file, Token);
        using var zip = await ZipFile.OpenReadAsync(file.Path, Token);
        Assert.Equal("example.com/m@v1.0.0/a.go", Assert.Single(zip.Entries).FullName);
    }

    [Fact]
    public async Task Writes_the_same_bytes_every_time()
    {
        await using var world = World("v1.0.0", ("a.go", new string('x', 300_000)), ("b.go", ""));
        await ZipAsync(world, "example.com/m", "v1.0.0");
        var first = await File.ReadAllBytesAsync(Path.Combine(_directory, "copy"), Token);
        await ZipAsync(world, "example.com/m", "v1.0.0");
        Assert.Equal(first, await File.ReadAllBytesAsync(Path.Combine(_directory, "copy"), Token));
        Assert.True(first.Length < 10_000, Encoding.ASCII.GetString(first, 0, 30));
    }

    private sealed class NoObserver : IPartialFileObserver
    {
        public void Started(long? length)
        {
        }

        public void Received(int bytes)
        {
        }
    }
}
