using Sutler.Storage.Index;
using Sutler.Storage.Leases;

namespace Sutler.Tests.Storage.Contract;

/// <summary>Makes fresh indexes of one kind for the contract; made anew for each test, disposed after it.</summary>
public interface IIndexAdapter : IDisposable
{
    IIndexStore Open(TimeProvider time);

    ILeaseRecords LeaseRecords(IIndexStore index);
}
