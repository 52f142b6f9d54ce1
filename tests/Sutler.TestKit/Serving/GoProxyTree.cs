namespace Sutler.TestKit.Serving;

/// <summary>Writes fixtures as the file tree that a GOPROXY serves.</summary>
/// <remarks><code>
/// ROOT/ESCAPED-PATH/@v/list  ESCAPED-VERSION.info  .mod  .zip
/// </code></remarks>
public static class GoProxyTree
{
    /// <summary>Writes every fixture of <paramref name="catalog"/> below <paramref name="root"/>.</summary>
    public static void Write(FixtureCatalog catalog, string root)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        foreach (var group in catalog.All.GroupBy(f => f.Path))
        {
            var directory = Path.Combine(root, ModuleFixture.Escape(group.Key), "@v");
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, "list"), catalog.List(group.Key));
            foreach (var fixture in group.Where(f => f.Info is not null))
            {
                var name = Path.Combine(directory, ModuleFixture.Escape(fixture.Version));
                File.WriteAllBytes(name + ".info", fixture.Info!);
                File.WriteAllBytes(name + ".mod", fixture.Mod ?? []);
                File.WriteAllBytes(name + ".zip", fixture.Zip);
            }
        }
    }
}
