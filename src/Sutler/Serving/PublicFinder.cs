using System.Net;
using System.Net.Sockets;
using Sutler.Errors;
using Sutler.Go.Direct.Discovery;
using Sutler.GoModules.Modules;

namespace Sutler.Serving;

/// <summary>Finds repositories on public addresses only: what a page names is where a program of version control would go next.</summary>
/// <remarks>
/// The program looks the name up again, so a name that changes within seconds gets by; what it would reach there speaks its protocol or is of no
/// use to it, and its output goes to nobody but the log. The pages themselves are asked for by a client that refuses addresses as it connects.
/// </remarks>
/// <param name="inner">Finds them.</param>
/// <param name="resolve">Looks names up.</param>
internal sealed class PublicFinder(IRepositoryFinder inner, Func<string, CancellationToken, Task<IPAddress[]>> resolve) : IRepositoryFinder
{
    /// <inheritdoc/>
    public async Task<RepositoryRoot> FindAsync(ModulePath path, CancellationToken cancellationToken)
    {
        var root = await inner.FindAsync(path, cancellationToken);
        if (!Uri.TryCreate(root.Url, UriKind.Absolute, out var url) || url.Scheme is "file" || url.IdnHost.Length == 0)
        {
            throw new SutlerException($"{path.Text}: its repository is at no address that this server visits");
        }

        foreach (var address in await ResolveAsync(path, url.IdnHost, cancellationToken))
        {
            if (PublicAddresses.Refuse(address) is { } reason)
            {
                throw new SutlerException($"{path.Text}: {url.IdnHost}: {reason}");
            }
        }

        return root;
    }

    private async Task<IPAddress[]> ResolveAsync(ModulePath path, string host, CancellationToken cancellationToken)
    {
        try
        {
            return IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await resolve(host, cancellationToken);
        }
        catch (SocketException failure)
        {
            throw new SutlerException($"{path.Text}: lookup {host}: {failure.Message}", failure);
        }
    }
}
