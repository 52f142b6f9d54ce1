using Sutler.Go.Cache;
using Sutler.Go.Prune;
using Sutler.TestKit;
using Sutler.Tests.Cache;
using Xunit;

namespace Sutler.Tests.Prune;

public sealed class CachePrunerTests : IDisposable
{
    private static readonly PruneOptions Old = new() { OlderThan = TimeSpan.FromDays(30) };

    private readonly PruneWorld _world = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Removes_zip_hash_and_tree_and_keeps_what_graphs_load_from()
    {
        var gone = _world.Add("example.com/Old/Gone");
        var kept = _world.Add("example.com/new", days: 2);
        var result = Assert.Single(await _world.ApplyAsync(Old));
        Assert.Equal((PruneKind.Module, PruneOutcome.Removed, gone.Module), (result.Item.Kind, result.Outcome, result.Item.Version!.Module));
        Assert.All([gone.ZipPath, gone.ZipHashPath, gone.TreePath, _world.Files["mod/example.com/!old"]], path => Assert.False(Path.Exists(path), path));
        Assert.All([gone.InfoPath, gone.ModPath, gone.LockPath, gone.ListPath], path => Assert.True(File.Exists(path), path));
        Assert.True(ModuleCache.HasZip(kept) && ModuleCache.IsTreeComplete(kept));
    }

    [Fact]
    public void Plans_without_changing_anything()
    {
        _world.Add("example.com/a");
        Leftovers(_world.Add("example.com/b"));
        var before = _world.Snapshot();
        Assert.Equal(10, _world.Plan(Old).Count);
        Assert.Equal(before, _world.Snapshot());
    }

    [Fact]
    public async Task Removes_what_crashes_left_and_no_module()
    {
        var module = _world.Add("example.com/a");
        var whole = _world.Add("example.com/b");
        var fresh = Fresh(module);
        var left = Leftovers(whole);
        var results = await _world.ApplyAsync();
        Assert.All(results, result => Assert.Equal((PruneOutcome.Removed, ""), (result.Outcome, result.Reason)));
        Assert.All(left, path => Assert.False(Path.Exists(path), path));
        Assert.All(fresh, path => Assert.True(Path.Exists(path), path));
        Assert.True(ModuleCache.HasZip(module) && ModuleCache.IsTreeComplete(module));
        Assert.True(ModuleCache.HasZip(whole));
        Assert.False(Directory.Exists(whole.TreePath), "half a tree stayed");
    }

    [Fact]
    public async Task Removes_what_has_been_in_quarantine_for_long()
    {
        var module = _world.Add("example.com/a");
        var quarantine = Path.Combine(_world.Layout.QuarantineDirectory, "example.com", "a@v1.0.0");
        foreach (var (name, days) in new[] { ("20200101T000000Z-0123abcd", 31.0), ("20200202T000000Z-0123abcd", 29), (".tmp-0123abcd", 0.1), (".tmp-abcd0123", 0.01), ("mine", 900) })
        {
            _world.Write(Path.Combine(quarantine, name, "report.json"), "{}", days);
            PruneWorld.Age(Path.Combine(quarantine, name), days);
        }

        var results = await _world.ApplyAsync();
        Assert.All(results, result => Assert.Equal((PruneKind.Quarantined, PruneOutcome.Removed), (result.Item.Kind, result.Outcome)));
        Assert.Equal([".tmp-abcd0123", "20200202T000000Z-0123abcd", "mine"], Directory.EnumerateDirectories(quarantine).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        await _world.ApplyAsync(new PruneOptions { QuarantineOlderThan = TimeSpan.FromDays(1) });
        Assert.Equal([".tmp-abcd0123", "mine"], Directory.EnumerateDirectories(quarantine).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(ModuleCache.HasZip(module));
    }

    [Fact]
    public async Task Keeps_a_module_whose_lock_or_transfer_lock_somebody_holds()
    {
        var locked = _world.Add("example.com/a");
        var transferred = _world.Add("example.com/b");
        Directory.CreateDirectory(Path.GetDirectoryName(transferred.TransferLockPath)!);
        using var theirs = FileLocks.TryExclusive(locked.LockPath);
        var plan = _world.Plan(Old);
        Assert.Equal([PruneOutcome.Held, PruneOutcome.Planned], plan.Select(result => result.Outcome));
        using var later = FileLocks.TryExclusive(transferred.TransferLockPath);
        var results = await _world.Pruner.ApplyAsync(plan, Cancellation);
        Assert.All(results, result => Assert.Equal(PruneOutcome.Held, result.Outcome));
        Assert.Contains(locked.LockPath, results[0].Reason, StringComparison.Ordinal);
        Assert.True(ModuleCache.HasZip(locked) && ModuleCache.HasZip(transferred) && ModuleCache.IsTreeComplete(transferred));
    }

    [Fact]
    public async Task A_lock_that_pruning_makes_is_no_trace_of_use()
    {
        var module = _world.Add("example.com/a");
        File.Delete(module.LockPath);
        var plan = _world.Plan(Old);
        Assert.Equal(PruneOutcome.Planned, Assert.Single(plan).Outcome);
        Assert.Equal(PruneOutcome.Removed, Assert.Single(await _world.Pruner.ApplyAsync(plan, Cancellation)).Outcome);
        Assert.False(Directory.Exists(module.TreePath));
        Assert.Equal(plan[0].Item.LastUse.UtcDateTime, File.GetLastWriteTimeUtc(module.LockPath), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Keeps_a_hidden_tree_while_its_transfer_is_going_on()
    {
        var module = _world.Add("example.com/a");
        _world.Write(module.StagedTreePath + "/m.go", "package m\n", 100);
        using (FileLocks.TryExclusive(module.TransferLockPath))
        {
            var held = Assert.Single(_world.Plan(new PruneOptions()));
            Assert.Equal((PruneOutcome.Held, module.StagedTreePath), (held.Outcome, held.Item.Path));
        }

        var removed = Assert.Single(await _world.ApplyAsync(new PruneOptions()));
        Assert.Equal(PruneOutcome.Removed, removed.Outcome);
        Assert.False(Directory.Exists(module.StagedTreePath));
    }

    [Theory]
    [InlineData("working directory")]
    [InlineData("open file")]
    [InlineData("mapped executable")]
    public async Task Keeps_a_module_that_a_running_process_is_in(string way)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks into /proc");
        var module = _world.Add("example.com/a");
        var other = _world.Add("example.com/b");
        var (program, arguments, directory) = Holder(way, module);
        using var process = ExternalProgram.Start(program, arguments, directory);
        try
        {
            // The shell says when it is there; cat answers what it is given.
            await process.StandardInput.WriteLineAsync("there".AsMemory(), Cancellation);
            await process.StandardInput.FlushAsync(Cancellation);
            Assert.Equal("there", await process.StandardOutput.ReadLineAsync(Cancellation));
            var results = await _world.ApplyAsync(Old);
            Assert.Equal([(PruneOutcome.Held, module.Module), (PruneOutcome.Removed, other.Module)], results.Select(result => (result.Outcome, result.Item.Version!.Module)));
            Assert.Contains($"process {process.Id} ", results[0].Reason, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
        }

        await process.WaitForExitAsync(Cancellation);
        Assert.True(ModuleCache.IsTreeComplete(module));
    }

    [Fact]
    public async Task Never_follows_or_removes_what_links_lead_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        var module = _world.Add("example.com/a");
        var outside = _world.Files.Write("outside/keep.txt", "keep");
        _world.Files.Write("outside/p@v1.0.0/m.go", "package p\n");
        Directory.CreateSymbolicLink(_world.Files["mod/example.com/linked"], _world.Files["outside"]);
        Directory.CreateSymbolicLink(_world.Files["mod/example.com/tree@v1.0.0"], _world.Files["outside"]);
        Directory.CreateSymbolicLink(_world.Files["mod/example.com/tree@v1.0.0.tmp-5"], _world.Files["outside"]);
        Directory.CreateSymbolicLink(_world.Files["mod/cache/download/linked.com"], _world.Files["outside"]);
        File.SetUnixFileMode(module.TreePath, (UnixFileMode)0b111_111_111);
        Directory.CreateSymbolicLink(Path.Combine(module.TreePath, "out"), _world.Files["outside"]);
        PruneWorld.Age(module.TreePath, 100);
        await _world.ApplyAsync(Old);
        Assert.False(Path.Exists(module.TreePath));
        Assert.Equal("keep", await File.ReadAllTextAsync(outside, Cancellation));
        Assert.True(File.Exists(_world.Files["outside/p@v1.0.0/m.go"]));
        Assert.True(Path.Exists(_world.Files["mod/example.com/tree@v1.0.0"]));
    }

    // A cache on another disk is no reason to clear that disk.
    [Theory]
    [InlineData("our part", "cache/sutler")]
    [InlineData("its version", "cache/sutler/v1")]
    [InlineData("transfers", "cache/sutler/v1/partial")]
    [InlineData("quarantine", "cache/sutler/v1/quarantine")]
    [InlineData("a module's transfers", "cache/sutler/v1/partial/example.com")]
    public async Task Looks_at_nothing_of_ours_behind_a_link(string name, string link)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        var module = _world.Add("example.com/a");
        var quarantined = Path.Combine(_world.Layout.QuarantineDirectory, "example.com", "a@v1.0.0", "20200101T000000Z-0123abcd");
        _world.Write(module.PartialZipPath, "half", 90);
        _world.Write(Path.Combine(module.StagedTreePath, "m.go"), "package m\n", 90);
        _world.Write(Path.Combine(quarantined, "report.json"), "{}", 90);
        PruneWorld.Age(quarantined, 90);
        Directory.CreateDirectory(_world.Files["outside"]);
        Directory.Move(_world.Files["mod/" + link], _world.Files["outside/moved"]);
        Directory.CreateSymbolicLink(_world.Files["mod/" + link], _world.Files["outside/moved"]);
        var moved = FilesOutside();
        Assert.NotEmpty(moved);
        await _world.ApplyAsync();
        Assert.True(moved.SequenceEqual(FilesOutside()), name);
        var links = PrunableCache.LinksOfOurs(_world.Layout);
        Assert.Equal(link.EndsWith(".com", StringComparison.Ordinal) ? [] : [_world.Files["mod/" + link]], links);
    }

    [Theory]
    [InlineData("trees", "mod/example.com")]
    [InlineData("zips", "mod/cache/download/example.com")]
    [InlineData("zips of one module", "mod/cache/download/example.com/a/@v")]
    public async Task Removes_no_part_of_a_module_behind_a_link(string name, string link)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        var module = _world.Add("example.com/a");
        _world.Write(module.PartialMarkerPath, "", 90);
        var plan = _world.Plan(Old);
        Assert.NotEmpty(plan);
        Directory.Move(_world.Files[link], _world.Files["outside"]);
        Directory.CreateSymbolicLink(_world.Files[link], _world.Files["outside"]);
        var before = _world.Snapshot();
        Assert.Empty(await _world.ApplyAsync(Old));
        Assert.All(await _world.Pruner.ApplyAsync(plan, Cancellation), result =>
            Assert.Equal((name, PruneOutcome.Held, "a symbolic link leads to it by now"), (name, result.Outcome, result.Reason)));
        Assert.Equal(before, _world.Snapshot());
    }

    [Theory]
    [InlineData("working directory", "cd /mnt/sub && exec cat")]
    [InlineData("working directory, a part of the tree being mounted", "umount /mnt && mount --bind \"$0/sub\" /mnt && cd /mnt && exec cat")]
    [InlineData("open file", "exec 3</mnt/sub/m.go; exec cat")]
    [InlineData("mapped executable", "exec /mnt/sub/cat")]
    public async Task Keeps_a_module_that_a_process_reaches_through_another_mount(string name, string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks into /proc");
        var unshare = ExternalProgram.Find("unshare");
        Assert.SkipWhen(unshare is null, "unshare is not installed");
        var module = _world.Add("example.com/a");
        var other = _world.Add("example.com/b");
        var sub = Path.Combine(module.TreePath, "sub");
        File.SetUnixFileMode(sub, (UnixFileMode)0b111_101_101);
        File.Copy("/bin/cat", Path.Combine(sub, "cat"));
        PruneWorld.Age(sub, 100);
        string[] user = System.Environment.UserName == "root" ? [] : ["--map-root-user"];
        using var process = ExternalProgram.Start(unshare!, [.. user, "--mount", "/bin/sh", "-c", $"mount --bind \"$0\" /mnt && {script}", module.TreePath], "/");
        try
        {
            await process.StandardInput.WriteLineAsync("there".AsMemory(), Cancellation);
            await process.StandardInput.FlushAsync(Cancellation);
            var answer = await process.StandardOutput.ReadLineAsync(Cancellation);
            Assert.SkipWhen(answer is null, "mounting is not allowed here");
            var results = await _world.ApplyAsync(Old);
            Assert.Equal(
                (name, (PruneOutcome.Held, module.Module), (PruneOutcome.Removed, other.Module)),
                (name, (results[0].Outcome, results[0].Item.Version!.Module), (results[1].Outcome, results[1].Item.Version!.Module)));
            Assert.Contains($"process {process.Id} ", results[0].Reason, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
        }

        await process.WaitForExitAsync(Cancellation);
        Assert.True(ModuleCache.IsTreeComplete(module));
    }

    [Fact]
    public async Task Removes_at_once_what_is_left_of_a_transfer_whose_zip_somebody_else_brought()
    {
        var module = _world.Add("example.com/a");
        var awaited = _world.Layout.Locate(new("example.com/b", "v1.0.0"));
        string[] gone = [_world.Write(module.PartialZipPath, "half", 0), _world.Write(module.PartialZipPath + ".state", "state", 0)];
        _world.Write(Path.Combine(module.StagedTreePath, "m.go"), "package m\n", 0);
        _world.Write(awaited.PartialZipPath, "half", 0);
        using (FileLocks.TryExclusive(module.TransferLockPath))
        {
            Assert.All(await _world.ApplyAsync(), result => Assert.Equal(PruneOutcome.Held, result.Outcome));
        }

        var results = await _world.ApplyAsync();
        Assert.Equal(
            [(PruneKind.Transfer, PruneOutcome.Removed), (PruneKind.TemporaryTree, PruneOutcome.Removed)],
            results.Select(result => (result.Item.Kind, result.Outcome)));
        Assert.All(gone, path => Assert.False(File.Exists(path), path));
        Assert.False(Directory.Exists(module.StagedTreePath));
        Assert.True(File.Exists(awaited.PartialZipPath) && ModuleCache.HasZip(module));
    }

    // What a download of its own makes and removes while we look.
    [Fact]
    public async Task Is_not_put_off_by_a_cache_that_changes_meanwhile()
    {
        var module = _world.Add("example.com/a");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var other = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    for (var file = 0; file < 40; file++)
                    {
                        _world.Write(Path.Combine(module.StagedTreePath, $"d{file % 8}", $"e{file}", "f.go"), "package f\n", 0);
                    }

                    Directory.Delete(module.StagedTreePath, recursive: true);
                }
            },
            CancellationToken.None);
        for (var round = 0; round < 25; round++)
        {
            _ = _world.Plan(Old);
        }

        await stop.CancelAsync();
        await other;
    }

    [Fact]
    public async Task Leaves_alone_what_it_does_not_know()
    {
        string[] foreign =
        [
            "mod/cache/vcs/0123/HEAD", "mod/cache/lock", "mod/cache/download/sumdb/sum.golang.org/lookup/example.com/a@v1.0.0",
            "mod/cache/download/example.com/a/@v/notes.txt", "mod/cache/download/example.com/a/@v/v1.zip", "mod/cache/download/example.com/a/@v/x.zip7.tmp",
            "mod/example.com/Upper@v1.0.0/m.go", "mod/example.com/a@master/m.go", "mod/photos/me@home/1.jpg", "mod/README", "mod/cache/other/v1.0.0.zip.part",
        ];
        Assert.All(foreign, name => _world.Write(_world.Files[name], "mine", 100));
        Directory.CreateDirectory(_world.Files["mod/photos/empty"]);
        PruneWorld.Age(_world.Files["mod/photos/empty"], 100);
        var before = _world.Snapshot();
        Assert.Empty(await _world.ApplyAsync(new PruneOptions { MaxSize = 0, TransfersOlderThan = TimeSpan.Zero }));
        Assert.Equal(before, _world.Snapshot());
    }

    [Fact]
    public async Task Keeps_a_module_that_was_used_after_the_plan()
    {
        var module = _world.Add("example.com/a");
        var plan = _world.Plan(Old);
        File.SetLastAccessTimeUtc(module.ZipHashPath, TimeProvider.System.GetUtcNow().UtcDateTime);
        Assert.Equal(PruneOutcome.Held, Assert.Single(await _world.Pruner.ApplyAsync(plan, Cancellation)).Outcome);
        Assert.True(ModuleCache.IsTreeComplete(module));
    }

    [Fact]
    public async Task Removes_read_only_trees_as_an_ordinary_user_and_says_what_it_may_not()
    {
        if (!await OrdinaryUser.IsAsync(GetType(), nameof(Removes_read_only_trees_as_an_ordinary_user_and_says_what_it_may_not), Cancellation))
        {
            return;
        }

        var gone = _world.Add("example.com/a");
        var stuck = _world.Add("example.com/b");
        File.SetUnixFileMode(stuck.Directory, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            var results = await _world.ApplyAsync(Old);
            Assert.Equal([PruneOutcome.Removed, PruneOutcome.Failed], results.Select(result => result.Outcome));
            Assert.Contains("permission denied", results[1].Reason, StringComparison.Ordinal);
            Assert.False(Path.Exists(gone.TreePath));
        }
        finally
        {
            File.SetUnixFileMode(stuck.Directory, (UnixFileMode)0b111_111_111);
        }
    }

    [Theory]
    [InlineData("relative", "mod")]
    [InlineData("root of the file system", "/")]
    [InlineData("home", "HOME")]
    [InlineData("missing", "SCRATCH/none")]
    [InlineData("empty", "SCRATCH/empty")]
    [InlineData("unrelated", "SCRATCH/home")]
    [InlineData("download is a link", "SCRATCH/linked")]
    public void Refuses_a_directory_that_is_no_module_cache(string name, string root)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix names");
        _world.Files.Write("home/file", "");
        Directory.CreateDirectory(_world.Files["home/cache/download"]);
        Directory.CreateDirectory(_world.Files["empty"]);
        Directory.CreateDirectory(_world.Files["linked/cache"]);
        Directory.CreateSymbolicLink(_world.Files["linked/cache/download"], _world.Layout.DownloadDirectory);
        var home = _world.Files["home"] + "/";
        var at = root.Replace("HOME", home, StringComparison.Ordinal).Replace("SCRATCH", _world.Files.Root, StringComparison.Ordinal);
        if (name == "unrelated")
        {
            Directory.Delete(_world.Files["home/cache"], recursive: true);
        }

        var refusal = Assert.Throws<Errors.SutlerException>(() => PrunableCache.Check(new CacheLayout(at), name == "unrelated" ? "" : home));
        Assert.StartsWith($"{at} does not look like a module cache: ", refusal.Message, StringComparison.Ordinal);
        PrunableCache.Check(_world.Layout, home);
    }

    private static (string Program, string[] Arguments, string Directory) Holder(string way, CachedVersion module)
    {
        switch (way)
        {
            case "working directory":
                return ("/bin/cat", [], Path.Combine(module.TreePath, "sub"));
            case "open file":
                return ("/bin/sh", ["-c", "exec 3<\"$0\"; exec cat", Path.Combine(module.TreePath, "sub", "m.go")], "/");
            default:
                var copy = Path.Combine(module.TreePath, "sub", "cat");
                File.SetUnixFileMode(Path.GetDirectoryName(copy)!, (UnixFileMode)0b111_101_101);
                File.Copy("/bin/cat", copy);
                PruneWorld.Age(Path.GetDirectoryName(copy)!, 100);
                return (copy, [], "/");
        }
    }

    private string[] FilesOutside() =>
        [.. Directory.GetFiles(_world.Files["outside"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private string[] Fresh(CachedVersion module) =>
    [
        _world.Write(_world.Layout.Locate(new("example.com/awaited", "v1.0.0")).PartialZipPath, "half", 6),
        _world.Write(module.InfoPath + "77.tmp", "{", 0),
        Directory.CreateDirectory(_world.Files["mod/example.com/just/made"]).FullName,
    ];

    private string[] Leftovers(CachedVersion module)
    {
        var empty = Directory.CreateDirectory(_world.Files["mod/example.com/empty/inner"]).FullName;
        PruneWorld.Age(empty, 1);
        PruneWorld.Age(Path.GetDirectoryName(empty)!, 1);
        var tree = module.TreePath + ".tmp-12";
        _world.Write(tree + "/m.go", "package m\n", 100);
        _world.Write(module.StagedTreePath + "/m.go", "package m\n", 100);
        return
        [
            _world.Write(module.ZipPath + "123.tmp", "half", 0),
            _world.Write(module.InfoPath + "123.tmp", "{", 1),
            _world.Write(module.PartialMarkerPath, "", 1),
            _world.Write(module.PartialZipPath, "half", 8),
            _world.Write(module.PartialZipPath + ".state", "state", 8),
            module.StagedTreePath,
            tree,
            empty,
            Path.GetDirectoryName(empty)!,
        ];
    }
}
