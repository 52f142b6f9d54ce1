using Sutler.Go.Cache;

namespace Sutler.Go.Doctor;

/// <summary>The zip that a download would unpack: the one in the cache, else the one that is served. Tells the steps <c>content</c> and <c>room</c>.</summary>
internal sealed class ContentCheck(CheckupWorld world, WatchedSources sources, (CachedVersion Version, CachedModuleCheck Cached) at, Action<Step> tell)
{
    /// <summary>Looks into the cached zip, with or without a tree beside it.</summary>
    public async Task<ZipLook> CachedAsync(CancellationToken cancellationToken)
    {
        var look = world.IsQuick
            ? ZipLook.None("the content of the zip in the cache was not looked at (--quick)")
            : await new ZipCheck(at.Version.Module).LookAsync(at.Version.ZipPath, "", cancellationToken);
        tell(look.Step);
        if (!at.Cached.HasTree)
        {
            await RoomAsync(look, 0, cancellationToken);
        }

        return look;
    }

    /// <summary>Fetches the zip and looks into it; null when that failed, which was told.</summary>
    public async Task<ZipLook?> ServedAsync(long? length, CancellationToken cancellationToken)
    {
        var look = world.IsQuick
            ? ZipLook.None("the zip was not fetched (--quick)")
            : await new ZipFetch(world, sources, at.Version).RunAsync(length, cancellationToken);
        if (look is not null)
        {
            tell(look.Step);
            await RoomAsync(look, length ?? 0, cancellationToken);
        }

        return look;
    }

    private async Task RoomAsync(ZipLook look, long coming, CancellationToken cancellationToken)
    {
        if (look.Unpacked is { } size)
        {
            tell(await new CacheCheck(world).RoomAsync(at.Version, size, coming, cancellationToken));
        }
    }
}
