using Sutler.Go.Cache;
using Sutler.Go.Prune;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Prune;

public sealed class PruneChoiceTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CacheLayout Layout = new("/cache");

    // Each of 100 bytes: a used 1 day ago, b 20, c 40, and a toolchain 50.
    private static readonly StoredModule[] Modules =
    [
        Stored("example.com/a", "v1.0.0", 1), Stored("example.com/b", "v1.0.0", 20), Stored("example.com/c", "v1.0.0", 40),
        Stored("golang.org/toolchain", "v0.0.1-go1.24.4.linux-amd64", 50),
    ];

    [Theory]
    [InlineData("nothing chosen", null, null, null, "")]
    [InlineData("by age", 30, null, null, "toolchain c")]
    [InlineData("exactly as old stays", 40, null, null, "toolchain")]
    [InlineData("by size, least recently used first", null, 250, null, "toolchain c")]
    [InlineData("size that is met already", null, 400, null, "")]
    [InlineData("size of nothing", null, 0, null, "toolchain c b a")]
    [InlineData("by age, then by size", 45, 250, null, "toolchain c")]
    [InlineData("keep alone takes all others but toolchains, which no go.sum names", null, null, "b", "c a")]
    [InlineData("an empty list keeps nothing", null, null, "", "c b a")]
    [InlineData("keep wins over age", 10, null, "c", "toolchain b")]
    [InlineData("keep wins over size, which is then not met", null, 0, "a c", "toolchain b")]
    public void Chooses(string name, int? days, int? size, string? keep, string expected)
    {
        var options = new PruneOptions
        {
            OlderThan = days is { } age ? TimeSpan.FromDays(age) : null,
            MaxSize = size,
            Keep = keep?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new ModuleId($"example.com/{word}", "v1.0.0")).ToHashSet(),
        };
        var chosen = PruneChoice.Choose(Modules, options, Now).Select(module => module.Version.Module.Path.Split('/')[1]);
        Assert.Equal((name, expected), (name, string.Join(' ', chosen)));
    }

    private static StoredModule Stored(string path, string version, int days) =>
        new(Layout.Locate(new ModuleId(path, version)), 100, Now - TimeSpan.FromDays(days));
}
