using Sutler.Go.Environment;
using Sutler.Go.Sources.Credentials;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Doctor;

/// <summary>
/// The credentials of a download, for somebody who waits for a report: a program of GOAUTH that does not end is given up for the rest of
/// the checkup. Whatever is found is a secret from then on.
/// </summary>
/// <param name="inner">The credentials of a download.</param>
/// <param name="world">What a checkup may touch.</param>
public sealed class WatchedCredentials(ICredentialSource inner, CheckupWorld world) : ICredentialSource, IAsyncDisposable
{
    /// <summary>How long programs may take before the first request.</summary>
    public static readonly TimeSpan FirstLimit = TimeSpan.FromSeconds(20);

    /// <summary>How long they may take about a request that was refused: less than the question as a whole may.</summary>
    public static readonly TimeSpan RefreshLimit = TimeSpan.FromSeconds(8);

    private Finding.CredentialsHang? _hang;
    private bool _isTold;

    /// <summary>What did not end, once.</summary>
    public Finding.CredentialsHang? TakeHang()
    {
        var hang = _isTold ? null : _hang;
        _isTold |= hang is not null;
        return hang;
    }

    /// <inheritdoc/>
    public ValueTask<CredentialHeaders?> FindAsync(Url url, CancellationToken cancellationToken) =>
        WithinAsync(FirstLimit, token => inner.FindAsync(url, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CredentialHeaders?> RefreshAsync(CredentialRefusal refusal, CancellationToken cancellationToken) =>
        WithinAsync(RefreshLimit, token => inner.RefreshAsync(refusal, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner is IAsyncDisposable source ? source.DisposeAsync() : ValueTask.CompletedTask;

    private async ValueTask<CredentialHeaders?> WithinAsync(
        TimeSpan limit, Func<CancellationToken, ValueTask<CredentialHeaders?>> askAsync, CancellationToken cancellationToken)
    {
        if (_hang is not null)
        {
            return null;
        }

        using var timeout = new CancellationTokenSource(limit, world.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var found = await askAsync(either.Token);
            world.Filter.Learn(found);
            return found;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _hang = new Finding.CredentialsHang(Shown(), limit, world.OriginOf(EnvironmentVariables.GoAuth));
            return null;
        }
    }

    private string Shown() => "GOAUTH=" + string.Join(';', GoAuthCommand.ParseList(world.Environment.GoAuth));
}
